/** Largest message on the wire (bytes), as MongoDB announces it. */
export const MAX_MESSAGE_BYTES = 48_000_000;
/** Bytes of the header: length, request id, response to, operation. */
export const HEADER_BYTES = 16;

/** A frame that is not the wire protocol; its connection is closed. */
export class ProtocolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolError';
  }
}

/**
 * Cuts a stream of bytes into messages, however TCP delivered them. Chunks are kept in a list and joined once per
 * message, so that a large message costs one copy.
 */
export class FrameReader {
  #chunks: Buffer[] = [];
  #available = 0;

  /** @throws ProtocolError for an impossible length, before the message is collected */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#available += chunk.length;
    const frames: Buffer[] = [];
    for (;;) {
      const length = this.#peekLength();
      if (length === undefined || this.#available < length) return frames;
      frames.push(this.#take(length));
    }
  }

  #peekLength(): number | undefined {
    if (this.#available < 4) return undefined;
    if (this.#chunks[0]!.length < 4) this.#chunks = [Buffer.concat(this.#chunks)];
    const length = this.#chunks[0]!.readInt32LE(0);
    if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES)
      throw new ProtocolError(`Message length ${length} is out of range`);
    return length;
  }

  #take(length: number): Buffer {
    const first = this.#chunks[0]!;
    if (first.length === length) {
      this.#chunks.shift();
      this.#available -= length;
      return first;
    }
    if (first.length > length) {
      this.#chunks[0] = first.subarray(length);
      this.#available -= length;
      return first.subarray(0, length);
    }
    const all = Buffer.concat(this.#chunks);
    this.#chunks = all.length > length ? [all.subarray(length)] : [];
    this.#available = all.length - length;
    return all.subarray(0, length);
  }
}
