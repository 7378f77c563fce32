import type { ProcessingRegister } from '../../contract/accountability.ts';
import type { AuditSubject } from './audit-record.ts';
import type { SubjectIds } from './subject-id.ts';
import { newSpanId, type TracePlace } from './trace-context.ts';

/**
 * A record of the processing log, after the draft standard Logboek Dataverwerkingen (Logius): what was done with the data of
 * one person. Who did it is not in it but in the audit log, under the same trace.
 */
export interface ProcessingRecord {
  /** The span. */
  readonly _id: string;
  readonly trace_id: string;
  readonly parent_span_id: string | null;
  readonly name: string;
  readonly status: 'OK' | 'ERROR';
  readonly start_time: Date;
  readonly end_time: Date;
  /** The standard's own attributes, `dpl.core.…`. */
  readonly dpl: {
    /** Address of the activity in the register of processing. */
    readonly processing_activity_id: string;
    /** Encrypted; absent in the record that holds those of several people together. */
    readonly data_subject_id?: string;
    readonly data_subject_id_type?: 'case';
  };
}

/** What was done, as far as the processing log says it. */
export interface Processing {
  readonly place: TracePlace;
  readonly name: string;
  readonly activityId: string;
  readonly failed: boolean;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly subjects: readonly AuditSubject[];
}

/**
 * One record per person: the event itself when it is about one, a record for each below it when it is about several, none
 * when it was about nobody.
 */
export function processingRecords(
  processing: Processing,
  register: Pick<ProcessingRegister, 'baseUri'>,
  ids: SubjectIds,
): readonly ProcessingRecord[] {
  const { place, name, failed, startedAt, endedAt, subjects } = processing;
  const record = (
    spanId: string,
    parentSpanId: string | null,
    activityId: string,
    caseId?: string,
  ): ProcessingRecord => ({
    _id: spanId,
    trace_id: place.traceId,
    parent_span_id: parentSpanId,
    name,
    status: failed ? 'ERROR' : 'OK',
    start_time: startedAt,
    end_time: endedAt,
    dpl: {
      processing_activity_id: `${register.baseUri}/${activityId}`,
      ...(caseId === undefined
        ? {}
        : { data_subject_id: ids.encrypt(caseId), data_subject_id_type: 'case' as const }),
    },
  });
  const [only, ...others] = subjects;
  if (only === undefined) return [];
  if (others.length === 0) return [record(place.spanId, place.parentSpanId, only.activityId, only.caseId)];
  return [
    record(place.spanId, place.parentSpanId, processing.activityId),
    ...subjects.map(({ caseId, activityId }) => record(newSpanId(), place.spanId, activityId, caseId)),
  ];
}
