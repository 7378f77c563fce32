import { Type, type StringOptions, type TString } from '@sinclair/typebox';

/**
 * A text that is kept outside the case file, or read by people who may not read the case: one that says whom it is about is
 * refused, wherever this schema is checked (`src/cases/impersonal`).
 */
export const impersonalText = (options: StringOptions): TString =>
  Type.String({ ...options, 'x-impersonal': true });
