import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { GrpcFailure } from '../../../src/local/gateway/grpc-errors.ts';
import { checkTenant, optionalKey, parseVariables } from '../../../src/local/gateway/request-values.ts';

const refusal = (run: () => unknown): GrpcFailure => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(GrpcFailure);
    return error as GrpcFailure;
  }
  throw new Error('accepted');
};

describe('variables', () => {
  test('as an empty text are none', () => {
    expect(parseVariables('FailJob', '')).toEqual({});
  });

  test('as an object are that object', () => {
    expect(parseVariables('X', '{"a":[1,{"b":null}]}')).toEqual({ a: [1, { b: null }] });
  });

  test.each([
    ['no JSON', '{a:1}'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['a number that JavaScript cannot hold', '{"a":1e999}'],
    ['a long number that JavaScript cannot hold', `{"a":[{"b":${'9'.repeat(400)}}]}`],
    ['nesting that would exhaust the stack', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('as %s are refused without quoting them', (_what, json) => {
    const failure = refusal(() => parseVariables('CompleteJob', json));
    expect(failure.code).toBe(status.INVALID_ARGUMENT);
    expect(failure.message).toContain('CompleteJob');
    expect(failure.message).not.toContain(json);
  });

  test('with brackets inside texts are not taken for nesting', () => {
    const text = '[{"\\'.repeat(10_000);
    expect(parseVariables('X', JSON.stringify({ text }))).toEqual({ text });
  });
});

test('an unset key is absent', () => {
  expect(['0', '-1', '', '5'].map(optionalKey)).toEqual([undefined, undefined, undefined, '5']);
});

test('only the default tenant exists', () => {
  expect(() => checkTenant('X', '')).not.toThrow();
  expect(() => checkTenant('X', '<default>')).not.toThrow();
  expect(refusal(() => checkTenant('X', 'other')).code).toBe(status.INVALID_ARGUMENT);
});
