import type { Socket } from 'node:net';
import { ConnectionAuthentication } from '../auth/scram.ts';
import type { Doc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { isLoopback } from './loopback.ts';
import { FrameReader, ProtocolError } from './frames.ts';
import { formatReply, parseMessage, type Request } from './messages.ts';

/** Answers one command. */
export type Handler = (request: Request, connection: Connection) => Promise<Doc>;

/** More unanswered requests than this and the socket is not read until some are answered. */
const MAX_IN_FLIGHT = 64;

/**
 * One client. Requests are answered in order of arrival; a frame that is not the protocol closes this connection and no
 * other.
 */
export class Connection {
  /** Number of the connection, as `hello` tells it. */
  readonly id: number;
  readonly remoteAddress: string;
  /** The client runs on this machine. */
  readonly isLocal: boolean;
  readonly authentication = new ConnectionAuthentication();
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #handler: Handler;
  readonly #onProtocolError: (error: Error) => void;
  #queue: Request[] = [];
  #busy = false;
  #ending = false;

  constructor(id: number, socket: Socket, handler: Handler, onProtocolError: (error: Error) => void) {
    this.id = id;
    this.#socket = socket;
    this.#handler = handler;
    this.#onProtocolError = onProtocolError;
    this.isLocal = isLoopback(socket.remoteAddress ?? '');
    this.remoteAddress = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => socket.destroy());
  }

  /** The client closed the connection: what it asked for has no reader. */
  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /** Lets the running request finish, then closes. */
  async end(): Promise<void> {
    this.#ending = true;
    this.#queue = [];
    if (!this.#busy) this.#socket.destroy();
    else await new Promise((resolve) => this.#socket.once('close', resolve));
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#reader.push(chunk)) this.#queue.push(parseMessage(frame));
    } catch (error) {
      // Malformed BSON in a well-formed frame is equally the end: what follows cannot be trusted.
      if (!(error instanceof ProtocolError) && !(error instanceof StoreError)) throw error;
      this.#onProtocolError(error);
      this.#socket.destroy();
      return;
    }
    if (this.#queue.length > MAX_IN_FLIGHT) this.#socket.pause();
    if (!this.#busy && this.#queue.length > 0) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    let request: Request | undefined;
    while (!this.#ending && (request = this.#queue.shift())) {
      const reply = await this.#handler(request, this);
      if (request.wantsReply && !this.#socket.destroyed) {
        let parts: Buffer[];
        try {
          parts = formatReply(request, reply);
        } catch (error) {
          // An answer that cannot be written leaves the client waiting: end the connection instead.
          this.#onProtocolError(error as Error);
          this.#socket.destroy();
          break;
        }
        await this.#send(parts);
      }
      if (this.#queue.length < MAX_IN_FLIGHT && this.#socket.isPaused()) this.#socket.resume();
    }
    this.#busy = false;
    if (this.#ending) this.#socket.destroy();
  }

  async #send(parts: Buffer[]): Promise<void> {
    this.#socket.cork();
    let flushed = true;
    for (const part of parts) flushed = this.#socket.write(part);
    this.#socket.uncork();
    if (flushed || this.#socket.destroyed) return;
    // A client that does not read must not fill the memory of the server.
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.once('drain', done);
      this.#socket.once('close', done);
    });
  }
}
