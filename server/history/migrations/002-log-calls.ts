/**
 * Which calls log is part of what a text means: the same text with other `logCalls` has other statements, so it is another file.
 *
 * `log_calls`: null where nothing is configured, `legacy` for the rules of hindlog 0.1.0, else the list as JSON. Where it is not null, `hash`
 * has it behind the text's own hash.
 */
export const logCalls: string = `
ALTER TABLE files ADD COLUMN log_calls TEXT;
UPDATE files SET hash = hash || '+legacy', log_calls = 'legacy' WHERE file_id IN (SELECT file_id FROM modules);
`;
