export default { title: 'help' } as const;
