/**
 * An automatic step or rule cannot be done as the process or form asks, now or later: a fault of the model or the data,
 * for an operator to look at. The message names what is missing, the case id and what to do, and no content.
 */
export class StepImpossible extends Error {
  override readonly name = 'StepImpossible';
}
