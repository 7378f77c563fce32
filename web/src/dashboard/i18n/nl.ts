export default { title: 'dashboard' } as const;
