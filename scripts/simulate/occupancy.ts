// Reads the occupancy data set's CSV (UCI 357): quoted or bare, with or without the leading row number. A bad line is named.

export interface OccupancyRow {
  /** The file's local time, as if it were UTC. */
  readonly localMs: number
  readonly temperature: number
  readonly humidity: number
  readonly light: number
  readonly co2: number
  readonly occupancy: boolean
}

/** Rows in the file's order; throws with the line's number when one can't be read. */
export function parseOccupancy(text: string): readonly OccupancyRow[] {
  const lines = text.split(/\r?\n/)
  return lines.flatMap((line, index) => {
    if (line.trim() === '' || /^"?date/.test(line)) return []
    const cells = line.split(',').map((cell) => cell.trim().replaceAll('"', ''))
    const dateAt = cells.findIndex((cell) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(cell))
    const localMs = Date.parse(`${cells[dateAt]?.replace(' ', 'T')}Z`)
    const [temperature = NaN, humidity = NaN, light = NaN, co2 = NaN, , occupancy = NaN] = cells.slice(dateAt + 1).map(Number)
    if (dateAt < 0 || ![localMs, temperature, humidity, light, co2, occupancy].every(Number.isFinite)) {
      throw new Error(`line ${index + 1} is not one of the occupancy data: ${line.slice(0, 80)}`)
    }
    return [{ localMs, temperature, humidity, light, co2, occupancy: occupancy === 1 }]
  })
}
