import { status, type ServiceError } from '@grpc/grpc-js';
import { BrokerUnavailable } from '../broker/broker.ts';
import type { Rejection, RejectionType } from '../broker/commands.ts';

const STATUS_OF: Readonly<Record<RejectionType, status>> = {
  INVALID_ARGUMENT: status.INVALID_ARGUMENT,
  NOT_FOUND: status.NOT_FOUND,
  ALREADY_EXISTS: status.ALREADY_EXISTS,
  INVALID_STATE: status.FAILED_PRECONDITION,
};

/** An error with which a call ends. */
export class GrpcFailure extends Error {
  override readonly name = 'GrpcFailure';
  readonly code: status;
  constructor(code: status, details: string) {
    super(details);
    this.code = code;
  }
}

/** The gateway itself refuses a request, before any command exists. */
export const invalidArgument = (details: string): GrpcFailure =>
  new GrpcFailure(status.INVALID_ARGUMENT, details);

/** A rejected command, with the prefix that clients look for. */
export const fromRejection = ({ intent, type, reason }: Rejection): GrpcFailure =>
  new GrpcFailure(STATUS_OF[type], `Command '${intent}' rejected with code '${type}': ${reason}`);

/** What the client gets to see of any error. An unexpected one is for the log, not for the client. */
export const toServiceError = (error: unknown): Partial<ServiceError> => {
  if (error instanceof GrpcFailure) return { code: error.code, details: error.message };
  if (error instanceof BrokerUnavailable) {
    return {
      code: error.reason === 'exhausted' ? status.RESOURCE_EXHAUSTED : status.UNAVAILABLE,
      details: error.message,
    };
  }
  return {
    code: status.INTERNAL,
    details: 'The gateway failed to handle this request; its log has the reason.',
  };
};
