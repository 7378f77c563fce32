import type { Problem } from '../../../src/contract/http.ts';

/** A mistake in one field: `path` are the property names and indexes below `data`. */
export interface FieldProblem {
  path: (string | number)[];
  message: string;
}

/**
 * Any failed call to the API. `status` 0 means that no answer came (network, time-out); `code` is the stable code of
 * the API's error catalogue, or `no-answer` / `unreadable-answer` when there was no usable body.
 */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: NonNullable<Problem['errors']>;

  constructor(problem: Pick<Problem, 'status' | 'code' | 'title' | 'detail' | 'errors'>) {
    super(problem.detail || problem.title);
    this.name = 'ProblemError';
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
  }

  /** Errors that point into the `data` of a form (JSON pointer `/data/…`), and those that point straight into it. */
  get fieldProblems(): FieldProblem[] {
    return this.errors.flatMap(({ pointer, message }) => {
      if (pointer === undefined) return [];
      const segments = pointer
        .replace(/^#/, '')
        .split('/')
        .slice(1)
        .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
        .map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
      return [{ path: segments[0] === 'data' ? segments.slice(1) : segments, message }];
    });
  }
}

/** Reads an error answer; a body that is no problem document becomes an `unreadable-answer`. */
export async function problemOf(response: Response): Promise<ProblemError> {
  try {
    const body = (await response.json()) as Partial<Problem>;
    return new ProblemError({
      status: response.status,
      code: body.code ?? 'unreadable-answer',
      title: body.title ?? response.statusText,
      detail: body.detail ?? '',
      ...(body.errors ? { errors: body.errors } : {}),
    });
  } catch {
    return new ProblemError({
      status: response.status,
      code: 'unreadable-answer',
      title: response.statusText,
      detail: '',
    });
  }
}

/** What was asked does not exist (any more) for this person: what they saw of it before is not for them either. */
export const isGone = (error: unknown): boolean => error instanceof ProblemError && error.status === 404;
