import type { Key } from './key-and-variables.ts';
import type * as rows from './rows.ts';

/**
 * Facts. Each is applied to the state by `applyEvent` the moment it is emitted, and by nothing else. An event carries
 * everything its application needs; it is never refused.
 */
export type EngineEvent =
  | { readonly type: 'keys-issued'; readonly last: number }
  // Deployments
  | { readonly type: 'process-deployed'; readonly row: rows.ProcessDefinition }
  | { readonly type: 'process-deleted'; readonly key: Key }
  | { readonly type: 'decision-requirements-deployed'; readonly row: rows.DecisionRequirementsDefinition }
  | { readonly type: 'decision-requirements-deleted'; readonly key: Key }
  | { readonly type: 'decision-deployed'; readonly row: rows.DecisionDefinition }
  | { readonly type: 'decision-deleted'; readonly key: Key }
  | { readonly type: 'form-deployed'; readonly row: rows.FormDefinition }
  | { readonly type: 'form-deleted'; readonly key: Key }
  // The life of an element instance
  | {
      readonly type: 'element-activating';
      readonly row: rows.ElementInstance;
      /** Tokens of its scope that this activation consumes. */
      readonly tokens: number;
      /** The flows among them that waited at a join. */
      readonly joined?: readonly string[];
    }
  | { readonly type: 'element-activated'; readonly key: Key }
  | { readonly type: 'element-completing'; readonly key: Key }
  | { readonly type: 'element-completed'; readonly key: Key }
  | { readonly type: 'element-terminating'; readonly key: Key }
  | { readonly type: 'element-terminated'; readonly key: Key }
  /** More has ended than one command clears away. */
  | { readonly type: 'remains-left'; readonly key: Key; readonly remains: rows.Remains }
  /** The children of this scope that had ended are gone. */
  | { readonly type: 'remains-cleared'; readonly key: Key }
  | {
      readonly type: 'sequence-flow-taken';
      readonly scopeKey: Key;
      readonly flowId: string;
      readonly waitsAtJoin: boolean;
    }
  /** All tokens on their way in a scope vanish, because an event sub-process or a terminate end event took over. */
  | { readonly type: 'tokens-dropped'; readonly scopeKey: Key; readonly interruptedBy?: string }
  | { readonly type: 'process-called'; readonly key: Key; readonly calledInstanceKey: Key }
  | { readonly type: 'gateway-triggered'; readonly key: Key; readonly trigger: rows.Trigger }
  | {
      readonly type: 'element-migrated';
      readonly key: Key;
      readonly elementId: string;
      readonly processDefinitionKey: Key;
    }
  // Variables
  | { readonly type: 'variable-set'; readonly scopeKey: Key; readonly name: string; readonly value: unknown }
  // Multi-instance
  | { readonly type: 'multi-instance-started'; readonly bodyKey: Key; readonly items: readonly unknown[] }
  | { readonly type: 'multi-instance-item-started'; readonly bodyKey: Key }
  /** Items remain to be started by a command of its own; absent: none any more. */
  | { readonly type: 'multi-instance-items-remain'; readonly bodyKey: Key; readonly since?: number }
  | { readonly type: 'multi-instance-item-completed'; readonly bodyKey: Key }
  | { readonly type: 'multi-instance-item-terminated'; readonly bodyKey: Key }
  | {
      readonly type: 'multi-instance-output';
      readonly bodyKey: Key;
      readonly index: number;
      readonly value: unknown;
    }
  /** A body that is about to end has more outputs than one command clears away. */
  | { readonly type: 'multi-instance-outputs-left'; readonly bodyKey: Key; readonly since: number }
  /** Outputs of an ended body below this index are gone. */
  | { readonly type: 'multi-instance-outputs-cleared'; readonly bodyKey: Key; readonly below: number }
  // Jobs
  | { readonly type: 'job-created'; readonly row: rows.Job }
  | { readonly type: 'job-activated'; readonly key: Key; readonly worker: string; readonly deadline: number }
  | { readonly type: 'job-made-activatable'; readonly key: Key }
  /** It cannot be handed out; it waits for its incident. */
  | { readonly type: 'job-set-aside'; readonly key: Key }
  | { readonly type: 'job-completed'; readonly key: Key }
  | { readonly type: 'job-cancelled'; readonly key: Key }
  | {
      readonly type: 'job-failed';
      readonly key: Key;
      readonly retries: number;
      readonly errorMessage: string;
      /** Epoch milliseconds until which it backs off. */
      readonly backOffUntil?: number;
    }
  | {
      readonly type: 'job-error-thrown';
      readonly key: Key;
      readonly errorCode: string;
      readonly errorMessage: string;
    }
  | { readonly type: 'job-retries-updated'; readonly key: Key; readonly retries: number }
  | { readonly type: 'job-deadline-updated'; readonly key: Key; readonly deadline: number }
  | {
      readonly type: 'job-migrated';
      readonly key: Key;
      readonly elementId: string;
      readonly processDefinitionKey: Key;
    }
  // Timers
  | { readonly type: 'timer-created'; readonly row: rows.Timer }
  /** With `next` the timer goes on, otherwise it is gone. */
  | {
      readonly type: 'timer-triggered';
      readonly key: Key;
      readonly next?: { readonly dueDate: number; readonly repetitions: number };
    }
  | { readonly type: 'timer-cancelled'; readonly key: Key }
  // Messages
  | { readonly type: 'message-published'; readonly row: rows.Message }
  | { readonly type: 'message-correlated'; readonly key: Key; readonly bpmnProcessId: string }
  | { readonly type: 'message-expired'; readonly key: Key }
  | { readonly type: 'message-subscription-opened'; readonly row: rows.MessageSubscription }
  | { readonly type: 'message-subscription-closed'; readonly key: Key }
  | {
      readonly type: 'message-subscription-migrated';
      readonly key: Key;
      readonly elementId: string;
      readonly bpmnProcessId: string;
    }
  | { readonly type: 'message-start-subscription-opened'; readonly row: rows.MessageStartSubscription }
  | { readonly type: 'message-start-subscription-closed'; readonly key: Key }
  | {
      readonly type: 'message-start-locked';
      readonly bpmnProcessId: string;
      readonly correlationKey: string;
      readonly processInstanceKey: Key;
    }
  | {
      readonly type: 'message-start-released';
      readonly bpmnProcessId: string;
      readonly correlationKey: string;
    }
  // Signals
  | { readonly type: 'signal-broadcast'; readonly key: Key; readonly signalName: string }
  /** More wait for it than one command triggers. */
  | { readonly type: 'signal-goes-on'; readonly row: rows.SignalBroadcast }
  /** Everything that waited for such a signal has it. */
  | { readonly type: 'signal-spread'; readonly key: Key }
  | { readonly type: 'signal-subscription-opened'; readonly row: rows.SignalSubscription }
  | { readonly type: 'signal-subscription-closed'; readonly key: Key }
  // Incidents
  | { readonly type: 'incident-created'; readonly row: rows.Incident }
  | { readonly type: 'incident-resolved'; readonly key: Key }
  | {
      readonly type: 'incident-migrated';
      readonly key: Key;
      readonly elementId: string;
      readonly processDefinitionKey: Key;
    }
  // Compensation
  | { readonly type: 'compensation-subscribed'; readonly row: rows.CompensationSubscription }
  | { readonly type: 'compensation-triggered'; readonly key: Key; readonly throwKey: Key }
  | { readonly type: 'compensation-ended'; readonly key: Key };
