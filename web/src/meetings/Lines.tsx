import type { MeetingDecision } from '../../../src/contract/index.ts';

/** What was filled in, as it was: in Dutch. */
export function Lines({ lines }: Pick<MeetingDecision, 'lines'>) {
  return (
    <dl className="app-lines" lang="nl">
      {lines.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
