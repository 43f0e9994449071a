// The icons in use, one import each. 1.5 px round strokes; decorative unless a label stands beside them.
import IconAdjustments from '@tabler/icons-react/dist/esm/icons/IconAdjustments.mjs'
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import IconArrowBackUp from '@tabler/icons-react/dist/esm/icons/IconArrowBackUp.mjs'
import IconArrowForwardUp from '@tabler/icons-react/dist/esm/icons/IconArrowForwardUp.mjs'
import IconArrowLeft from '@tabler/icons-react/dist/esm/icons/IconArrowLeft.mjs'
import IconArrowsHorizontal from '@tabler/icons-react/dist/esm/icons/IconArrowsHorizontal.mjs'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconChevronDown from '@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs'
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs'
import IconCircleDashed from '@tabler/icons-react/dist/esm/icons/IconCircleDashed.mjs'
import IconCircleX from '@tabler/icons-react/dist/esm/icons/IconCircleX.mjs'
import IconClock from '@tabler/icons-react/dist/esm/icons/IconClock.mjs'
import IconContrast from '@tabler/icons-react/dist/esm/icons/IconContrast.mjs'
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs'
import IconCrosshair from '@tabler/icons-react/dist/esm/icons/IconCrosshair.mjs'
import IconDeviceDesktop from '@tabler/icons-react/dist/esm/icons/IconDeviceDesktop.mjs'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs'
import IconFileExport from '@tabler/icons-react/dist/esm/icons/IconFileExport.mjs'
import IconFolder from '@tabler/icons-react/dist/esm/icons/IconFolder.mjs'
import IconFolderOpen from '@tabler/icons-react/dist/esm/icons/IconFolderOpen.mjs'
import IconHandStop from '@tabler/icons-react/dist/esm/icons/IconHandStop.mjs'
import IconHelp from '@tabler/icons-react/dist/esm/icons/IconHelp.mjs'
import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs'
import IconInfoCircle from '@tabler/icons-react/dist/esm/icons/IconInfoCircle.mjs'
import IconKeyboard from '@tabler/icons-react/dist/esm/icons/IconKeyboard.mjs'
import IconLayoutGrid from '@tabler/icons-react/dist/esm/icons/IconLayoutGrid.mjs'
import IconLayoutSidebarRight from '@tabler/icons-react/dist/esm/icons/IconLayoutSidebarRight.mjs'
import IconList from '@tabler/icons-react/dist/esm/icons/IconList.mjs'
import IconMoon from '@tabler/icons-react/dist/esm/icons/IconMoon.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import IconPin from '@tabler/icons-react/dist/esm/icons/IconPin.mjs'
import IconPinnedOff from '@tabler/icons-react/dist/esm/icons/IconPinnedOff.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconPointer from '@tabler/icons-react/dist/esm/icons/IconPointer.mjs'
import IconPolygon from '@tabler/icons-react/dist/esm/icons/IconPolygon.mjs'
import IconRectangle from '@tabler/icons-react/dist/esm/icons/IconRectangle.mjs'
import IconRefresh from '@tabler/icons-react/dist/esm/icons/IconRefresh.mjs'
import IconRulerMeasure from '@tabler/icons-react/dist/esm/icons/IconRulerMeasure.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import IconSettings from '@tabler/icons-react/dist/esm/icons/IconSettings.mjs'
import IconStack2 from '@tabler/icons-react/dist/esm/icons/IconStack2.mjs'
import IconSun from '@tabler/icons-react/dist/esm/icons/IconSun.mjs'
import IconTable from '@tabler/icons-react/dist/esm/icons/IconTable.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'
import IconZoomIn from '@tabler/icons-react/dist/esm/icons/IconZoomIn.mjs'

/** Every icon by what it shows; render through <Icon name size />. */
export const icons = {
  adjustments: IconAdjustments,
  alertTriangle: IconAlertTriangle,
  arrowBackUp: IconArrowBackUp,
  arrowForwardUp: IconArrowForwardUp,
  arrowLeft: IconArrowLeft,
  arrowsHorizontal: IconArrowsHorizontal,
  check: IconCheck,
  chevronDown: IconChevronDown,
  circleCheck: IconCircleCheck,
  circleDashed: IconCircleDashed,
  circleX: IconCircleX,
  clock: IconClock,
  contrast: IconContrast,
  copy: IconCopy,
  crosshair: IconCrosshair,
  deviceDesktop: IconDeviceDesktop,
  dots: IconDots,
  download: IconDownload,
  fileExport: IconFileExport,
  folder: IconFolder,
  folderOpen: IconFolderOpen,
  handStop: IconHandStop,
  help: IconHelp,
  history: IconHistory,
  infoCircle: IconInfoCircle,
  keyboard: IconKeyboard,
  layoutGrid: IconLayoutGrid,
  layoutSidebarRight: IconLayoutSidebarRight,
  list: IconList,
  moon: IconMoon,
  pencil: IconPencil,
  pin: IconPin,
  pinnedOff: IconPinnedOff,
  plus: IconPlus,
  pointer: IconPointer,
  polygon: IconPolygon,
  rectangle: IconRectangle,
  refresh: IconRefresh,
  rulerMeasure: IconRulerMeasure,
  search: IconSearch,
  settings: IconSettings,
  stack2: IconStack2,
  sun: IconSun,
  table: IconTable,
  trash: IconTrash,
  x: IconX,
  zoomIn: IconZoomIn,
} as const

export type IconName = keyof typeof icons
