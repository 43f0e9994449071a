export function DesignerPage({ designId }: { designId: string }) {
  return <div>{designId}</div>
}
