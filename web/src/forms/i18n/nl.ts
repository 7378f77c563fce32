export default { title: 'forms' } as const;
