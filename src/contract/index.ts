export * from './accountability.ts';
export * from './access.ts';
export * from './accounts.ts';
export * from './http.ts';
export * from './information.ts';
export * from './literals.ts';
export * from './person.ts';
export * from './roles.ts';
