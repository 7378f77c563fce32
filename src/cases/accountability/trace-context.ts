import { randomBytes } from 'node:crypto';
import { defaultTextMapGetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

/** Where an event stands in a trace (W3C Trace Context). */
export interface TracePlace {
  readonly traceId: string;
  readonly spanId: string;
  /** The span of the system that called; null when the trace begins here. */
  readonly parentSpanId: string | null;
}

const propagator = new W3CTraceContextPropagator();

export const newSpanId = (): string => randomBytes(8).toString('hex');

/** A place for a new event: in the caller's trace when it sent a valid `traceparent`, else in a trace of its own. */
export function newTracePlace(traceparent: string | undefined): TracePlace {
  const context = propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);
  const caller = trace.getSpanContext(context);
  return {
    traceId: caller?.traceId ?? randomBytes(16).toString('hex'),
    spanId: newSpanId(),
    parentSpanId: caller?.spanId ?? null,
  };
}
