import type { ElementProcessors } from '../execution.ts';
import { businessRuleTask } from './elements/business-rule-task.ts';
import { boundaryEvent } from './elements/boundary-event.ts';
import { callActivity } from './elements/call-activity.ts';
import { eventBasedGateway } from './elements/event-based-gateway.ts';
import { exclusiveGateway } from './elements/exclusive-gateway.ts';
import { inclusiveGateway } from './elements/inclusive-gateway.ts';
import { intermediateCatchEvent } from './elements/intermediate-catch-event.ts';
import { jobTask } from './elements/job-task.ts';
import { multiInstanceBody } from './elements/multi-instance-body.ts';
import { passThrough } from './elements/pass-through.ts';
import { process } from './elements/process.ts';
import { scriptTask } from './elements/script-task.ts';
import { startEvent } from './elements/start-event.ts';
import { eventSubProcess, subProcess } from './elements/sub-process.ts';
import { endEvent, intermediateThrowEvent } from './elements/throw-event.ts';
import { userTask } from './elements/user-task.ts';

/** Every element type with its processor; a missing one does not compile. */
export const elementProcessors = {
  process,
  'sub-process': subProcess,
  'event-sub-process': eventSubProcess,
  'multi-instance-body': multiInstanceBody,
  'start-event': startEvent,
  'intermediate-catch-event': intermediateCatchEvent,
  'intermediate-throw-event': intermediateThrowEvent,
  'boundary-event': boundaryEvent,
  'end-event': endEvent,
  'service-task': jobTask,
  'send-task': jobTask,
  'script-task': scriptTask,
  'business-rule-task': businessRuleTask,
  'user-task': userTask,
  'receive-task': intermediateCatchEvent,
  'manual-task': passThrough,
  task: passThrough,
  'call-activity': callActivity,
  'exclusive-gateway': exclusiveGateway,
  'parallel-gateway': passThrough,
  'inclusive-gateway': inclusiveGateway,
  'event-based-gateway': eventBasedGateway,
} satisfies ElementProcessors;
