/** What the gateway may know of the engine: the commands it translates to and what comes back. */
export type {
  ActivatedJob,
  ActivateInstruction,
  Command,
  CommandResult,
  CommandRejection as Rejection,
  DeployedDecision,
  DeployedDecisionRequirements,
  DeployedForm,
  DeployedProcess,
  Key,
  RejectionType,
  Responses,
  SideEffect,
  Variables,
} from '../engine/records.ts';
