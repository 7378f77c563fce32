import { describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { accessTokens } from '../../../src/access/accounts/access-tokens.ts';
import { shiftableClock } from '../../../src/lib/clock.ts';

const secret = 'a secret of more than thirty-two characters';
const now = new Date('2026-11-19T10:00:00Z');
const seconds = Math.floor(now.getTime() / 1000);
const claims = { userId: 'usr-anna', sessionId: 'ses-1' };
const endless = {
  sub: 'usr-anna',
  sid: 'ses-1',
  iss: 'casusoverleg',
  aud: 'casusoverleg-api',
  iat: seconds,
};
const proper = { ...endless, exp: seconds + 900 };

function setUp() {
  const clock = shiftableClock(now);
  return { clock, tokens: accessTokens({ secret, clock }) };
}

describe('access tokens', () => {
  test('say who and which session, for fifteen minutes', () => {
    const { clock, tokens } = setUp();
    const token = tokens.issue(claims);
    expect(tokens.verify(token)).toEqual(claims);
    clock.advance(899_000);
    expect(tokens.verify(token)).toEqual(claims);
    clock.advance(1_000);
    expect(tokens.verify(token)).toBeNull();
  });

  test('hold no name, address or role', () => {
    const payload = jwt.decode(setUp().tokens.issue(claims)) as Record<string, unknown>;
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub']);
  });

  test('the hand-made token that the refusals below vary is itself accepted', () => {
    expect(setUp().tokens.verify(jwt.sign(proper, secret))).toEqual(claims);
  });

  test.each([
    ['signed with another secret', jwt.sign(proper, 'another secret of more than thirty-two chars')],
    ['not signed (alg none)', jwt.sign(proper, '', { algorithm: 'none' })],
    ['signed with another algorithm', jwt.sign(proper, secret, { algorithm: 'HS512' })],
    ['for another audience', jwt.sign({ ...proper, aud: 'another-api' }, secret)],
    ['of another issuer', jwt.sign({ ...proper, iss: 'somebody' }, secret)],
    ['without end', jwt.sign(endless, secret)],
    ['expired', jwt.sign({ ...proper, iat: seconds - 1000, exp: seconds - 1 }, secret)],
    ['without session', jwt.sign({ ...proper, sid: undefined }, secret)],
    ['without subject', jwt.sign({ ...proper, sub: undefined }, secret)],
    [
      'changed after signing',
      jwt.sign(proper, secret).replace(/\.[^.]+\./, `.${Buffer.from('{}').toString('base64url')}.`),
    ],
    ['no token at all', 'Bearer'],
    ['empty', ''],
  ])('refuses a token that is %s', (_, token) => {
    expect(setUp().tokens.verify(token)).toBeNull();
  });
});
