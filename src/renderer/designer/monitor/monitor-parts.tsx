// Everything Monitor adds to the designer, as one part of the program that is fetched when Monitor is first shown.
export { AlarmDrawer } from './alarm-drawer.tsx'
export { MonitorBar } from './monitor-bar.tsx'
export { MonitorOverlay } from './monitor-overlay.tsx'
export { MonitorStatus } from './monitor-status.tsx'
export { MonitorTable } from './monitor-table.tsx'
export { TimeSlider } from './time-slider.tsx'
