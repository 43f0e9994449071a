// Text as a machine wrote or reads it, in a box of its own that scrolls.
interface Props {
  readonly text: string
  readonly className?: string
}

export function CodeBlock({ text, className = '' }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <pre className={`code-block mono ${className}`.trim()} tabIndex={0}>
      {text}
    </pre>
  )
}
