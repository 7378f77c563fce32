import { createHash, timingSafeEqual } from 'node:crypto';
import {
  type Metadata,
  type ServerInterceptor,
  ServerInterceptingCall,
  ServerListenerBuilder,
  ResponderBuilder,
  status,
} from '@grpc/grpc-js';
import { GATEWAY_SERVICE } from './protocol.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What a client says it knows: a bearer token, or the password of basic authentication, which zeebe-node can send too. */
const secretIn = (authorization: string): string | undefined => {
  const [, scheme, value = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
  switch (scheme?.toLowerCase()) {
    case 'bearer':
      return value;
    case 'basic': {
      const pair = Buffer.from(value, 'base64').toString('utf8');
      const colon = pair.indexOf(':');
      return colon < 0 ? undefined : pair.slice(colon + 1);
    }
    default:
      return undefined;
  }
};

/** Why a call is refused; undefined: it is not. */
const refusalOf = (metadata: Metadata, expected: Buffer): string | undefined => {
  const [header] = metadata.get('authorization');
  if (header === undefined)
    return 'Expected bearer token at header with key [authorization], but found nothing';
  const secret = secretIn(header.toString());
  if (secret === undefined || !timingSafeEqual(digest(secret), expected))
    return 'Expected the bearer token of this engine at header with key [authorization], but found another one';
  return undefined;
};

/**
 * Lets only calls through that carry the token; others end with UNAUTHENTICATED before their request is read. Health can
 * be asked for without it, as in Zeebe.
 */
export const requireToken = (token: string): ServerInterceptor => {
  const expected = digest(token);
  return (method, call) => {
    if (!method.path.startsWith(`/${GATEWAY_SERVICE}/`)) return new ServerInterceptingCall(call);
    return new ServerInterceptingCall(
      call,
      new ResponderBuilder()
        .withStart((next) => {
          next(
            new ServerListenerBuilder()
              .withOnReceiveMetadata((metadata, toHandler) => {
                const refusal = refusalOf(metadata, expected);
                if (refusal === undefined) toHandler(metadata);
                else call.sendStatus({ code: status.UNAUTHENTICATED, details: refusal });
              })
              .build(),
          );
        })
        .build(),
    );
  };
};
