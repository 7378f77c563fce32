import { expect, test } from '@jest/globals';
import { subjectIds } from '../../../src/cases/accountability/subject-id.ts';

const ids = subjectIds(Buffer.alloc(32, 5));
const caseId = 'case-AAAAAAAAAAAAAAAAAAAAAA';

test('an id comes back with the key, and shows nothing without it', () => {
  const encrypted = ids.encrypt(caseId);
  expect(ids.decrypt(encrypted)).toBe(caseId);
  expect(encrypted).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(Buffer.from(encrypted, 'base64url').toString('latin1')).not.toContain('case-');
  expect(() => subjectIds(Buffer.alloc(32, 6)).decrypt(encrypted)).toThrow();
});

test('the same id gives the same text, another id another', () => {
  expect(ids.encrypt(caseId)).toBe(ids.encrypt(caseId));
  expect(ids.encrypt(`${caseId}2`)).not.toBe(ids.encrypt(caseId));
});

test('a changed text is refused', () => {
  const bytes = Buffer.from(ids.encrypt(caseId), 'base64url');
  bytes[15] = (bytes[15] ?? 0) ^ 1;
  expect(() => ids.decrypt(bytes.toString('base64url'))).toThrow();
});
