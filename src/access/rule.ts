import type { Decision } from '../cases/access.ts';
import type { User } from '../cases/people.ts';
import type { Role } from '../contract/roles.ts';

/** One rule per action of an area, decided on the user and on what the action is about. */
export type Rules<Resources> = {
  readonly [Action in keyof Resources]: (user: User, resource: Resources[Action]) => Decision;
};

export const yes = (why: string): Decision => ({ allowed: true, why });
export const no = (why: string): Decision => ({ allowed: false, why });

/** A rule that looks at the role only. */
export const ofRole =
  (role: Role, why: string) =>
  (user: User): Decision =>
    user.roles.includes(role) ? yes(why) : no('Uw rol geeft hier geen toegang toe.');

export const isAttendee = (user: User): boolean => user.roles.includes('attendee');
export const notAttendee = no('Alleen deelnemers aan het casusoverleg zien taken en casussen.');
