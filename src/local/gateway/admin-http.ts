import type { IncomingMessage, ServerResponse } from 'node:http';

/** Largest body of a request. */
const MAX_BODY_BYTES = 1_000;

/** An answer other than 200. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Answer {
  readonly contentType: string;
  readonly body: string;
}

export const asJson = (value: object): Answer => ({
  contentType: 'application/json; charset=utf-8',
  body: `${JSON.stringify(value)}\n`,
});

export const send = (response: ServerResponse, status: number, { contentType, body }: Answer): void => {
  response
    .writeHead(status, {
      'content-type': contentType,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(body);
};

/**
 * The JSON object in the body; nothing is an empty one.
 *
 * @throws Refusal for another type: a web page cannot send this one without asking first
 */
export const readJson = async (request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  if (request.headers['content-type'] !== 'application/json')
    throw new Refusal(415, 'Send the header content-type: application/json.');
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw new Refusal(413, `The body may have ${MAX_BODY_BYTES} bytes.`);
    parts.push(part);
  }
  if (bytes === 0) return {};
  const value = parse(Buffer.concat(parts).toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(400, 'The body must be a JSON object.');
  return value as Readonly<Record<string, unknown>>;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'The body is not valid JSON.');
  }
};
