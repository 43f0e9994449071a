// Words of how long readings are kept.
export const enKeeping = {
  keeping: {
    title: 'Readings on this machine',
    rawRetentionDays: 'Every reading, for',
    minuteRetentionDays: 'Minutes, for',
    hourRetentionDays: 'Hours, for',
    readingsBudgetGb: 'At most on disk',
    days: 'days',
    gib: 'GiB',
    help: 'Older readings are condensed to minutes, then to hours and days: charts keep their highest and lowest values. 0 days keeps hours for ever; 0 GiB takes what the disk has. What comes in late is kept from the day it comes.',
  },
} as const
