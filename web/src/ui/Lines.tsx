interface LinesProps {
  lines: readonly { readonly label: string; readonly value: string }[];
}

/** What was filled in, as it was: in Dutch. */
export function Lines({ lines }: LinesProps) {
  return (
    <dl className="app-lines" lang="nl">
      {lines.map(({ label, value }, index) => (
        <div key={`${label}-${index}`}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
