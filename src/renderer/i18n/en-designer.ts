// English for the designer: panes, dialogs, fields.

export const enDesigner = {
  designer: {
    loading: 'Opening the design…',
  },
} as const
