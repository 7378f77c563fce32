/**
 * Processes that do not end with the case: rights of the person, the handling of a breach, the judgement of emergency access,
 * telling who signalled, and corrections that come later.
 */
export const outliving: readonly string[] = [
  'rights-request',
  'data-breach',
  'break-glass-review',
  'signal-feedback',
  'received-correction',
  'closed-correction',
];
