export default { title: 'inbox' } as const;
