import fc from 'fast-check';
import {
  aProcess,
  error,
  escalation,
  expression,
  loop,
  mappings,
  message,
  signal,
  timer,
  type ProcessBuilder,
} from './process-builder.ts';
import type { ExecutableProcess } from '../../../src/local/engine/model.ts';
import type { DeployedResource } from '../../../src/local/engine/index.ts';
import { decisionFile, literals } from './resources.ts';

/** What may be attached to an activity. */
interface Attached {
  readonly event: 'timer' | 'error' | 'reminder';
}

/** The event sub-process of a sub-process. */
export type Inside = 'message' | 'ping' | 'timer' | 'error' | 'escalation' | 'signal';

/** What the messages of random processes are called, and their only correlation key. */
export const MESSAGE = 'news';
/** Reaches only event sub-processes that stay open; one message goes to one subscription of a process. */
export const PING = 'ping';
export const KEY = 'k';
export const SIGNAL = 'alarm';

/** A block-structured piece of a process: one way in, one way out. */
export type Block =
  | { readonly kind: 'task'; readonly attached: Attached | null }
  | { readonly kind: 'sequence'; readonly blocks: readonly Block[] }
  | { readonly kind: 'exclusive' | 'parallel' | 'inclusive'; readonly branches: readonly Block[] }
  | {
      readonly kind: 'sub-process';
      readonly content: Block;
      readonly attached: Attached | null;
      readonly inside: Inside | null;
    }
  | { readonly kind: 'wait' | 'race' | 'escalation' | 'signal' | 'script' | 'decision' }
  | { readonly kind: 'mapped'; readonly attached: Attached | null; readonly scope: boolean }
  | { readonly kind: 'error-end'; readonly code: string }
  | {
      readonly kind: 'multi-instance';
      readonly items: number;
      readonly sequential: boolean;
      readonly content: Block | null;
      readonly early: boolean;
      readonly attached: Attached | null;
    }
  | { readonly kind: 'call'; readonly attached: Attached | null };

export const CHILD = 'child';

/** The decision that random processes ask. */
export const DECISION = 'choice';
/** Its file: what it says depends on what may be missing or of any type. */
export const decisionOfModels = (): DeployedResource =>
  decisionFile(
    literals('graph', {
      [DECISION]: 'if pick = 1 then {way: "left", pick: pick, lot: random number()} else null',
    }),
  );

const attached: fc.Arbitrary<Attached | null> = fc.option(
  fc.record({ event: fc.constantFrom<Attached['event']>('timer', 'error', 'reminder') }),
  { freq: 2 },
);

/** Random blocks up to a depth. */
export const blocks: fc.Arbitrary<Block> = fc.letrec<{ block: Block }>((tie) => {
  const task = fc.record({ kind: fc.constant('task' as const), attached });
  const inner = tie('block');
  const branches = fc.array(inner, { minLength: 2, maxLength: 3 });
  return {
    block: fc.oneof(
      { depthSize: 'small', withCrossShrink: true, maxDepth: 4 },
      { weight: 3, arbitrary: task },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('sequence' as const),
          blocks: fc.array(inner, { minLength: 1, maxLength: 3 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constantFrom('exclusive' as const, 'parallel' as const, 'inclusive' as const),
          branches,
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('sub-process' as const),
          content: inner,
          attached,
          inside: fc.option(
            fc.constantFrom<Inside>('message', 'ping', 'timer', 'error', 'escalation', 'signal'),
            { freq: 3 },
          ),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constantFrom('wait' as const, 'race' as const, 'escalation' as const, 'signal' as const),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constantFrom('script' as const, 'decision' as const) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('mapped' as const), attached, scope: fc.boolean() }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('multi-instance' as const),
          items: fc.nat(3),
          sequential: fc.boolean(),
          content: fc.option(inner, { freq: 2 }),
          early: fc.boolean(),
          attached,
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('call' as const), attached }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('error-end' as const), code: fc.constantFrom('E1', 'E2') }),
      },
    ),
  };
}).block;

/** The process of a block; the jobs of its tasks have the type `work`. */
export function processOf(block: Block, id = 'process', allowCalls = true): ExecutableProcess {
  const builder = aProcess(id).start();
  new Writer(allowCalls).write(builder, block);
  return builder.end().build();
}

class Writer {
  readonly #allowCalls: boolean;
  #count = 0;

  constructor(allowCalls: boolean) {
    this.#allowCalls = allowCalls;
  }

  #id(name: string): string {
    this.#count += 1;
    return `${name}-${this.#count}`;
  }

  write(builder: ProcessBuilder, block: Block): void {
    switch (block.kind) {
      case 'task': {
        const id = this.#id('task');
        builder.service(id, { jobType: 'work' });
        return this.#attach(builder, id, block.attached);
      }
      case 'sequence':
        for (const part of block.blocks) this.write(builder, part);
        return;
      case 'exclusive':
      case 'parallel':
      case 'inclusive':
        return this.#branches(builder, block.kind, block.branches);
      case 'sub-process': {
        const id = this.#id('sub');
        builder.sub(id, (inner) => {
          inner.start(this.#id('start'));
          this.write(inner, block.content);
          inner.end(this.#id('end'));
          if (block.inside !== null) this.#eventSub(inner, block.inside);
        });
        return this.#attach(builder, id, block.attached);
      }
      case 'wait':
        builder.catch(this.#id('wait'), message(MESSAGE, `="${KEY}"`));
        return;
      case 'race': {
        const race = this.#id('race');
        const merge = this.#id('merge');
        builder
          .node('event-based-gateway', race)
          .catch(this.#id('news'), message(MESSAGE, `="${KEY}"`))
          .exclusive(merge);
        builder.at(race).catch(this.#id('alarm'), signal(SIGNAL)).to(merge);
        builder.at(race).catch(this.#id('time'), timer('duration', 'PT20M')).to(merge).at(merge);
        return;
      }
      case 'script':
        builder.node('script-task', this.#id('script'), {
          script: {
            expression: expression('={next: pick + 1, seen: item, id: uuid(), lot: random number() < 0.5}'),
            resultVariable: 'scripted',
          },
        });
        return;
      case 'decision':
        builder.node('business-rule-task', this.#id('decide'), {
          decision: { decisionId: expression(DECISION), resultVariable: 'decided' },
          outputs: mappings({ 'answer.of.decision': '=decided' }),
        });
        return;
      case 'mapped': {
        const id = this.#id('mapped');
        const inputs = mappings({ local: '=pick', 'deep.value': '=local', pick: '=0' });
        const outputs = mappings({ 'result.local': '=local', 'result.pick': '=pick', pick: '=1' });
        if (block.scope)
          builder.sub(
            id,
            (inner) => {
              inner
                .start(this.#id('start'))
                .service(this.#id('inside'), { jobType: 'work', inputs: mappings({ mine: '=deep.value' }) })
                .end(this.#id('end'));
            },
            { inputs, outputs },
          );
        else builder.service(id, { jobType: 'work', inputs, outputs });
        return this.#attach(builder, id, block.attached);
      }
      case 'escalation':
        builder.throw(this.#id('escalate'), escalation('X'));
        return;
      case 'signal':
        builder.throw(this.#id('alarm'), signal(SIGNAL));
        return;
      case 'error-end': {
        const id = this.#id('throwing');
        const choice = this.#id('choice');
        builder.sub(id, (inner) => {
          inner
            .start(this.#id('start'))
            .exclusive(choice)
            .when('pick = 1')
            .end(this.#id('error'), error(block.code));
          inner.at(choice).otherwise().end(this.#id('end'));
        });
        return this.#attach(builder, id, { event: 'error' });
      }
      case 'multi-instance': {
        const id = this.#id('multi');
        const items = `=[${Array.from({ length: block.items }, (_, i) => i + 1).join(',')}]`;
        const characteristics = loop(items, {
          sequential: block.sequential,
          inputElement: 'item',
          outputCollection: 'out',
          outputElement: '=pick',
          ...(block.early ? { completionCondition: '=numberOfCompletedInstances = 2' } : {}),
        });
        const { content } = block;
        if (content === null) {
          builder.service(id, { jobType: 'work', multiInstance: characteristics });
        } else {
          builder.sub(
            id,
            (inner) => {
              inner.start(this.#id('start'));
              this.write(inner, content);
              inner.end(this.#id('end'));
            },
            { multiInstance: characteristics },
          );
        }
        return this.#attach(builder, id, block.attached);
      }
      case 'call': {
        const id = this.#id('call');
        if (this.#allowCalls) builder.call(id, CHILD);
        else builder.service(id, { jobType: 'work' });
        return this.#attach(builder, id, block.attached);
      }
    }
  }

  #eventSub(builder: ProcessBuilder, inside: Inside): void {
    const start = {
      message: message(MESSAGE, `="${KEY}"`),
      ping: message(PING, `="${KEY}"`),
      timer: timer('duration', 'PT40M'),
      error: error(),
      escalation: escalation(),
      signal: signal(SIGNAL),
    }[inside];
    const interrupting = inside !== 'ping' && inside !== 'escalation';
    builder.eventSub(this.#id('event-sub'), (inner) => {
      inner
        .start(this.#id(inside), start, { interrupting })
        .service(this.#id('handle'), { jobType: 'work' })
        .end(this.#id('end'));
    });
  }

  #branches(
    builder: ProcessBuilder,
    kind: 'exclusive' | 'parallel' | 'inclusive',
    branches: readonly Block[],
  ): void {
    const split = this.#id(kind);
    const join = this.#id('join');
    builder[kind](split);
    branches.forEach((branch, i) => {
      builder.at(split);
      if (kind !== 'parallel') {
        if (i === branches.length - 1) builder.otherwise();
        else builder.when(kind === 'exclusive' ? `pick = ${i}` : `pick >= ${i + 1}`);
      }
      // A branch begins with something of its own, so that the condition has a flow to stand on.
      builder.node('manual-task', this.#id('branch'));
      this.write(builder, branch);
      if (i === 0) builder[kind](join);
      else builder.to(join);
    });
    builder.at(join);
  }

  /** Both ways meet again behind the activity; a reminder has an end of its own. */
  #attach(builder: ProcessBuilder, host: string, attachedEvent: Attached | null): void {
    if (attachedEvent === null) return;
    const merge = this.#id('merge');
    builder.exclusive(merge);
    const boundary = this.#id(attachedEvent.event);
    switch (attachedEvent.event) {
      case 'timer':
        builder
          .boundary(boundary, host, timer('duration', 'PT1H'))
          .service(this.#id('late'), { jobType: 'work' })
          .to(merge);
        break;
      case 'error':
        builder
          .boundary(boundary, host, error('E1'))
          .service(this.#id('caught'), { jobType: 'work' })
          .to(merge);
        break;
      case 'reminder':
        builder
          .boundary(boundary, host, timer('cycle', 'R2/PT30M'), { interrupting: false })
          .service(this.#id('remind'), { jobType: 'work' })
          .end(this.#id('reminded'));
        break;
    }
    builder.at(merge);
  }
}
