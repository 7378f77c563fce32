import type { Broker } from '../broker/broker.ts';

/** Requests for jobs that are held open. */
export interface OpenRequests {
  readonly parkedPolls: number;
  readonly jobStreams: number;
}

/** Content type of the text that Prometheus reads. */
export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const counter = (
  name: string,
  help: string,
  label: string,
  values: ReadonlyMap<string, number>,
): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} counter`,
  ...[...values].map(([value, count]) => `${name}{${label}="${value}"} ${count}`),
];

const gauge = (name: string, help: string, value: number): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} gauge`,
  `${name} ${value}`,
];

const histogram = (name: string, help: string, values: Broker['metrics']['groupSize']): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} histogram`,
  ...values.cumulative().map((count, index) => `${name}_bucket{le="${values.bounds[index] ?? 0}"} ${count}`),
  `${name}_bucket{le="+Inf"} ${values.count}`,
  `${name}_sum ${values.sum}`,
  `${name}_count ${values.count}`,
];

/** Everything that is measured, in Prometheus's text format 0.0.4. */
export const metricsText = (
  broker: Pick<Broker, 'metrics' | 'counts' | 'endedCount' | 'queued' | 'isDiskFull'>,
  { parkedPolls, jobStreams }: OpenRequests,
): string => {
  const { metrics } = broker;
  const counts = broker.counts();
  return [
    ...counter(
      'engine_commands_total',
      'Processed commands, rejected ones included.',
      'type',
      metrics.commands,
    ),
    ...counter('engine_rejections_total', 'Rejected commands.', 'type', metrics.rejections),
    ...histogram('engine_commit_seconds', 'Time of a commit, its sync included.', metrics.commitSeconds),
    ...histogram('engine_commit_commands', 'Commands that shared a commit.', metrics.groupSize),
    ...gauge('engine_queued_commands', 'Commands that wait for their turn.', broker.queued),
    ...gauge('engine_disk_full', '1 while the disk takes no more.', broker.isDiskFull ? 1 : 0),
    ...gauge('engine_parked_polls', 'Requests for jobs that wait.', parkedPolls),
    ...gauge('engine_job_streams', 'Open job streams.', jobStreams),
    ...gauge('engine_process_definitions', 'Deployed versions of processes.', counts.processDefinitions),
    ...gauge('engine_process_instances', 'Living process instances.', counts.processInstances),
    ...gauge('engine_element_instances', 'Living element instances.', counts.elementInstances),
    ...gauge('engine_jobs', 'Jobs in any state.', counts.jobs),
    ...gauge('engine_incidents', 'Unresolved incidents.', counts.incidents),
    ...gauge('engine_message_subscriptions', 'Open message subscriptions.', counts.messageSubscriptions),
    ...gauge('engine_buffered_messages', 'Messages that are kept.', counts.messages),
    ...gauge('engine_timers', 'Timers that wait.', counts.timers),
    ...gauge('engine_ended_instances', 'Ended process instances that are kept.', broker.endedCount),
    ...gauge('process_resident_memory_bytes', 'Resident memory.', process.memoryUsage.rss()),
    '',
  ].join('\n');
};
