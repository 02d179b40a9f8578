/** What this process does: it records, replays, or neither. */
import { Replayer } from "../boundary/jump.ts";
import { CheckpointSaver } from "../boundary/save.ts";
import { session as currentSession, type Session } from "../session.ts";

export const session: Session = currentSession();
/** Null where nothing is recorded. */
export const saver: CheckpointSaver | null = session.mode === "record" && session.journal !== null ? new CheckpointSaver(session) : null;
/** Null where nothing is replayed. */
export const replayer: Replayer | null = session.mode === "replay" && session.main ? new Replayer(session) : null;
/** Whether states are saved or restored. */
export const keepsStates: boolean = saver?.isOn === true || replayer !== null;
