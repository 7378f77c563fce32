import { SpanKind, SpanStatusCode, TraceFlags, type HrTime } from '@opentelemetry/api';
import { ExportResultCode, hrTimeDuration, millisToHrTime } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { startRounds } from '../../lib/rounds.ts';
import type { DomainLog } from '../outbox.ts';
import type { ProcessingLog } from './processing-log.ts';
import type { ProcessingRecord } from './processing-record.ts';

/** How often is looked for records to send, in milliseconds. */
const INTERVAL_MS = 5_000;
const BATCH_SIZE = 200;

/**
 * Sends the processing log to a collector with OpenTelemetry's protocol, from the product's own copy and not while the work
 * is done: every record arrives at least once, also after the collector or the product was away.
 *
 * @param options.endpoint as in `OTEL_EXPORTER_OTLP_ENDPOINT`; traces go to `/v1/traces` below it
 */
export function sendProcessingLog(options: {
  readonly processingLog: Pick<ProcessingLog, 'unsent' | 'markSent'>;
  readonly endpoint: string;
  readonly productVersion: string;
  readonly log: DomainLog;
  readonly intervalMs?: number;
}): { close(): Promise<void> } {
  const { processingLog, endpoint, productVersion, log, intervalMs = INTERVAL_MS } = options;
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const resource = resourceFromAttributes({
    'service.name': 'casusoverleg',
    'service.version': productVersion,
  });

  const send = async (records: readonly ProcessingRecord[]): Promise<void> => {
    const spans = records.map((record) => spanOf(record, resource, productVersion));
    await new Promise<void>((resolve, reject) =>
      exporter.export(spans, ({ code, error }) =>
        code === ExportResultCode.SUCCESS ? resolve() : reject(error ?? new Error('not accepted')),
      ),
    );
    await processingLog.markSent(records);
  };

  const rounds = startRounds(async (isClosed) => {
    try {
      for (let more = true; more && !isClosed();) {
        const records = await processingLog.unsent(BATCH_SIZE);
        if (records.length > 0) await send(records);
        more = records.length === BATCH_SIZE;
      }
    } catch (error) {
      log(
        { reason: error instanceof Error ? error.name : 'unknown' },
        'The collector (OTEL_EXPORTER_OTLP_ENDPOINT) did not take the processing log; it is kept and sent again',
      );
    }
  }, intervalMs);

  return {
    async close() {
      await rounds.close();
      await exporter.shutdown();
    },
  };
}

function spanOf(
  record: ProcessingRecord,
  resource: ReadableSpan['resource'],
  productVersion: string,
): ReadableSpan {
  const { _id, trace_id, parent_span_id, name, status, start_time, end_time, dpl } = record;
  const place = (spanId: string) => ({ traceId: trace_id, spanId, traceFlags: TraceFlags.SAMPLED });
  const time = (instant: Date): HrTime => millisToHrTime(instant.getTime());
  const [startTime, endTime] = [time(start_time), time(end_time)];
  return {
    name,
    kind: SpanKind.SERVER,
    spanContext: () => place(_id),
    ...(parent_span_id === null ? {} : { parentSpanContext: place(parent_span_id) }),
    startTime,
    endTime,
    duration: hrTimeDuration(startTime, endTime),
    status: { code: status === 'OK' ? SpanStatusCode.OK : SpanStatusCode.ERROR },
    attributes: Object.fromEntries(Object.entries(dpl).map(([name, value]) => [`dpl.core.${name}`, value])),
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: 'logboek-dataverwerkingen', version: productVersion },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
