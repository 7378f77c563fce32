import { status } from '@grpc/grpc-js';
import type { Broker } from '../broker/broker.ts';
import type { Key, SideEffect, Variables } from '../broker/commands.ts';
import { GrpcFailure } from './grpc-errors.ts';

/** Requests that wait for the end of the process instance they created. They do not survive a restart. */
export class AwaitedResults {
  readonly #waiting = new Map<
    Key,
    { resolve: (variables: Variables) => void; reject: (error: Error) => void }
  >();
  readonly #stopListening: () => void;

  constructor(broker: Broker) {
    this.#stopListening = broker.onSideEffect((effect) => this.#handle(effect));
  }

  /**
   * The root variables at completion. To be called in the continuation of the create command's answer: the broker
   * publishes side effects after those. A terminated instance never answers.
   */
  resultOf(processInstanceKey: Key): Promise<Variables> {
    return new Promise((resolve, reject) => this.#waiting.set(processInstanceKey, { resolve, reject }));
  }

  forget(processInstanceKey: Key): void {
    this.#waiting.delete(processInstanceKey);
  }

  close(): void {
    this.#stopListening();
    const error = new GrpcFailure(status.UNAVAILABLE, 'The gateway is shutting down');
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #handle(effect: SideEffect): void {
    if (effect.kind === 'instance-completed')
      this.#waiting.get(effect.processInstanceKey)?.resolve(effect.variables);
  }
}
