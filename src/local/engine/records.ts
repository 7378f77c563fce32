import type { Circumstances } from './circumstances.ts';
import type { DecisionRequirements } from './dmn/model.ts';
import type { EngineEvent } from './events.ts';
import type { Key, Variables } from './key-and-variables.ts';
import type { ExecutableProcess } from './model.ts';

/**
 * What goes into the engine (commands) and what comes out (responses, rejections, side effects). Keys are decimal
 * strings everywhere; times are epoch milliseconds, durations milliseconds; variables are parsed JSON objects that
 * nobody may change after handing them over.
 */

export type { Key, Variables };

/**
 * A resource to deploy: the file and what was found in it: executable processes (XML order), or a decision requirements
 * graph, or a form.
 */
export interface DeployedResource {
  readonly resourceName: string;
  /** Digest of the content; same name and checksum as the latest version means: no new version. */
  readonly checksum: string;
  /** The raw file, handed back for queries. */
  readonly content: string;
  readonly processes: readonly ExecutableProcess[];
  readonly decisionRequirements?: DecisionRequirements;
  readonly formId?: string;
}

/** Start before this element; repeatable. */
export interface StartInstruction {
  readonly elementId: string;
}

/** Variables set by an activate instruction; without `scopeId` global. */
export interface VariableInstruction {
  readonly variables: Variables;
  readonly scopeId?: string;
}

export interface ActivateInstruction {
  readonly elementId: string;
  /** Absent: the engine finds the flow scope itself. */
  readonly ancestorElementInstanceKey?: Key;
  readonly variableInstructions?: readonly VariableInstruction[];
}

/** Commands of clients. */
export type ClientCommand =
  | { readonly type: 'deploy-resources'; readonly resources: readonly DeployedResource[] }
  | { readonly type: 'delete-resource'; readonly resourceKey: Key }
  | {
      readonly type: 'evaluate-decision';
      /** The decision's key, or its id (latest version), which wins. */
      readonly decisionKey?: Key;
      readonly decisionId?: string;
      readonly variables?: Variables;
    }
  | {
      readonly type: 'create-process-instance';
      /** Either the definition's key, or its id with a version (absent or -1: latest). */
      readonly processDefinitionKey?: Key;
      readonly bpmnProcessId?: string;
      readonly version?: number;
      readonly variables?: Variables;
      readonly startInstructions?: readonly StartInstruction[];
      /** Ask for an `instance-completed` side effect with these root variables (empty: all). */
      readonly awaitResult?: { readonly fetchVariables: readonly string[] };
    }
  | { readonly type: 'cancel-process-instance'; readonly processInstanceKey: Key }
  | {
      readonly type: 'activate-jobs';
      readonly jobType: string;
      readonly worker: string;
      readonly maxJobs: number;
      /** Milliseconds. */
      readonly timeout: number;
      /** Empty: all visible variables. */
      readonly fetchVariables?: readonly string[];
      /** Most bytes for the variables and headers of all jobs together; default 4 MB less a reserve. */
      readonly maxBytes?: number;
      /** Only these jobs (for pushing new jobs to streams); default: the oldest of the type. */
      readonly jobKeys?: readonly Key[];
    }
  | { readonly type: 'return-jobs'; readonly jobKeys: readonly Key[] }
  | { readonly type: 'complete-job'; readonly jobKey: Key; readonly variables?: Variables }
  | {
      readonly type: 'fail-job';
      readonly jobKey: Key;
      readonly retries: number;
      readonly errorMessage?: string;
      /** Milliseconds; 0 or absent: activatable at once. */
      readonly retryBackOff?: number;
      readonly variables?: Variables;
    }
  | {
      readonly type: 'throw-error';
      readonly jobKey: Key;
      readonly errorCode: string;
      readonly errorMessage?: string;
      readonly variables?: Variables;
    }
  | { readonly type: 'update-job-retries'; readonly jobKey: Key; readonly retries: number }
  | { readonly type: 'update-job-timeout'; readonly jobKey: Key; readonly timeout: number }
  | {
      readonly type: 'set-variables';
      readonly elementInstanceKey: Key;
      readonly variables: Variables;
      readonly local?: boolean;
    }
  | { readonly type: 'resolve-incident'; readonly incidentKey: Key }
  | {
      readonly type: 'publish-message';
      readonly name: string;
      readonly correlationKey?: string;
      /** Milliseconds; 0 or absent: not buffered. */
      readonly timeToLive?: number;
      readonly messageId?: string;
      readonly variables?: Variables;
    }
  | { readonly type: 'broadcast-signal'; readonly signalName: string; readonly variables?: Variables }
  | {
      readonly type: 'modify-process-instance';
      readonly processInstanceKey: Key;
      readonly activateInstructions?: readonly ActivateInstruction[];
      readonly terminateInstructions?: readonly { readonly elementInstanceKey: Key }[];
    }
  | {
      readonly type: 'migrate-process-instance';
      readonly processInstanceKey: Key;
      readonly targetProcessDefinitionKey: Key;
      readonly mappingInstructions: readonly {
        readonly sourceElementId: string;
        readonly targetElementId: string;
      }[];
    };

/** Commands that only the broker's scheduler submits, from `dueCommands`. They are ignored when no longer due. */
export type ScheduledCommand =
  | { readonly type: 'trigger-timer'; readonly timerKey: Key }
  | { readonly type: 'time-out-job'; readonly jobKey: Key }
  | { readonly type: 'end-job-back-off'; readonly jobKey: Key }
  | { readonly type: 'start-items'; readonly bodyKey: Key }
  | { readonly type: 'clear-remains'; readonly elementInstanceKey: Key }
  | { readonly type: 'spread-signal'; readonly signalKey: Key }
  | { readonly type: 'expire-message'; readonly messageKey: Key };

export type Command = ClientCommand | ScheduledCommand;

export type RejectionType = 'INVALID_ARGUMENT' | 'NOT_FOUND' | 'ALREADY_EXISTS' | 'INVALID_STATE';

/** The caller's fault; nothing has changed. `intent` is the command's name in Zeebe's error texts (`COMPLETE`). */
export interface CommandRejection {
  readonly type: RejectionType;
  readonly intent: string;
  readonly reason: string;
}

/** Metadata of one process definition in a deployment response. */
export interface DeployedProcess {
  readonly processDefinitionKey: Key;
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly resourceName: string;
}

/** Metadata of one decision in a deployment response. */
export interface DeployedDecision {
  readonly decisionKey: Key;
  readonly decisionId: string;
  readonly name: string;
  readonly version: number;
  readonly decisionRequirementsId: string;
  readonly decisionRequirementsKey: Key;
}

export interface DeployedDecisionRequirements {
  readonly decisionRequirementsKey: Key;
  readonly decisionRequirementsId: string;
  readonly name: string;
  readonly version: number;
  readonly resourceName: string;
}

export interface DeployedForm {
  readonly formKey: Key;
  readonly formId: string;
  readonly version: number;
  readonly resourceName: string;
}

/** One decision that was taken. Values are JSON texts. */
export interface EvaluatedDecision {
  readonly decisionKey: Key;
  readonly decisionId: string;
  readonly decisionName: string;
  readonly decisionVersion: number;
  readonly decisionType: string;
  readonly decisionOutput: string;
  readonly matchedRules: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly evaluatedOutputs: readonly {
      readonly outputId: string;
      readonly outputName: string;
      readonly outputValue: string;
    }[];
  }[];
  readonly evaluatedInputs: readonly {
    readonly inputId: string;
    readonly inputName: string;
    readonly inputValue: string;
  }[];
}

/** A job as handed to a worker. */
export interface ActivatedJob {
  readonly key: Key;
  readonly type: string;
  readonly processInstanceKey: Key;
  readonly bpmnProcessId: string;
  readonly processDefinitionVersion: number;
  readonly processDefinitionKey: Key;
  readonly elementId: string;
  readonly elementInstanceKey: Key;
  /** JSON text of a flat string map; never empty. */
  readonly customHeaders: string;
  readonly worker: string;
  readonly retries: number;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** JSON text of an object; never empty. */
  readonly variables: string;
}

/** The answer to each accepted command. */
export interface Responses {
  'deploy-resources': {
    readonly key: Key;
    readonly processes: readonly DeployedProcess[];
    readonly decisions: readonly DeployedDecision[];
    readonly decisionRequirements: readonly DeployedDecisionRequirements[];
    readonly forms: readonly DeployedForm[];
  };
  'delete-resource': Record<never, never>;
  /** A decision that failed is an answer, not a rejection: then `failure` is set. */
  'evaluate-decision': {
    readonly key: Key;
    readonly decisionKey: Key;
    readonly decisionId: string;
    readonly decisionName: string;
    readonly decisionVersion: number;
    readonly decisionRequirementsId: string;
    readonly decisionRequirementsKey: Key;
    /** JSON text. */
    readonly decisionOutput: string;
    readonly evaluatedDecisions: readonly EvaluatedDecision[];
    readonly failure?: { readonly decisionId: string; readonly message: string };
  };
  'create-process-instance': {
    readonly processDefinitionKey: Key;
    readonly bpmnProcessId: string;
    readonly version: number;
    readonly processInstanceKey: Key;
  };
  'cancel-process-instance': Record<never, never>;
  'activate-jobs': {
    readonly jobs: readonly ActivatedJob[];
    /**
     * True when the batch was cut because of its size, or the search because of how many jobs of what has ended stood in
     * its way: more may be activatable.
     */
    readonly truncated: boolean;
  };
  'return-jobs': Record<never, never>;
  'complete-job': Record<never, never>;
  'fail-job': Record<never, never>;
  'throw-error': Record<never, never>;
  'update-job-retries': Record<never, never>;
  'update-job-timeout': Record<never, never>;
  'set-variables': { readonly key: Key };
  'resolve-incident': Record<never, never>;
  'publish-message': { readonly key: Key };
  'broadcast-signal': { readonly key: Key };
  'modify-process-instance': Record<never, never>;
  'migrate-process-instance': Record<never, never>;
  'trigger-timer': Record<never, never>;
  'time-out-job': Record<never, never>;
  'end-job-back-off': Record<never, never>;
  'start-items': Record<never, never>;
  'clear-remains': Record<never, never>;
  'spread-signal': Record<never, never>;
  'expire-message': Record<never, never>;
}

/** What the broker does after the command is durable. */
export type SideEffect =
  /** Jobs of this type became activatable in this command: serve parked requests and streams. */
  | { readonly kind: 'jobs-available'; readonly jobType: string; readonly jobKeys: readonly Key[] }
  /** An instance created with `awaitResult` completed; `variables` are its root variables, filtered. */
  | {
      readonly kind: 'instance-completed';
      readonly processInstanceKey: Key;
      readonly processDefinitionKey: Key;
      readonly bpmnProcessId: string;
      readonly version: number;
      readonly variables: Variables;
    }
  /** An instance created with `awaitResult` was cancelled: nobody will answer its request. */
  | { readonly kind: 'instance-terminated'; readonly processInstanceKey: Key };

/** Inputs of a command besides the state. */
export interface CommandContext extends Circumstances {
  /** Items of one multi-instance body that a command starts at most; the rest follow in commands that are due. Default 200. */
  readonly itemsAtOnce?: number;
  /** Element instances that a command clears away at most of what ends together; the rest likewise. Default 200. */
  readonly clearedAtOnce?: number;
  /** What waits for a signal and is triggered by one command at most; the rest likewise. Default 200. */
  readonly signalledAtOnce?: number;
}

/** The outcome of one command: exactly one of `response` and `rejection` is set. */
export interface CommandResult<C extends Command['type'] = Command['type']> {
  readonly response?: Responses[C];
  readonly rejection?: CommandRejection;
  readonly events: readonly EngineEvent[];
  readonly sideEffects: readonly SideEffect[];
}
