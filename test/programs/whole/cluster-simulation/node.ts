export type Message = { readonly from: string; readonly to: string } & (
  | { readonly type: "vote"; readonly term: number }
  | { readonly type: "granted"; readonly term: number }
  | { readonly type: "heartbeat"; readonly term: number; readonly clock: ReadonlyMap<string, number> }
);

export class ClusterNode {
  readonly name: string;
  readonly mailbox: Message[] = [];
  readonly clock = new Map<string, number>();
  term = 0;
  leader: string | null = null;
  private votes = new Set<string>();
  private votedIn = 0;
  private silent = 0;
  private patience: number;

  constructor(name: string) {
    this.name = name;
    this.patience = 2 + Math.floor(Math.random() * 4);
  }

  *step(round: number, peers: readonly string[]): Generator<Message> {
    this.clock.set(this.name, (this.clock.get(this.name) ?? 0) + 1);
    this.silent++;
    while (this.mailbox.length > 0) yield* this.receive(this.mailbox.shift()!, peers);
    const others = peers.filter((peer) => peer !== this.name);
    if (this.leader === this.name) {
      for (const to of others) yield { type: "heartbeat", from: this.name, to, term: this.term, clock: new Map(this.clock) };
    } else if (this.silent > this.patience) {
      this.term++;
      this.votedIn = this.term;
      this.votes = new Set([this.name]);
      this.silent = 0;
      this.patience = 3 + ((round * 7 + this.name.charCodeAt(1)) % 4);
      for (const to of others) yield { type: "vote", from: this.name, to, term: this.term };
    }
  }

  private *receive(message: Message, peers: readonly string[]): Generator<Message> {
    if (message.term > this.term) {
      this.term = message.term;
      this.leader = null;
    }
    switch (message.type) {
      case "vote":
        if (message.term < this.term || this.votedIn >= message.term) return;
        this.votedIn = message.term;
        yield { type: "granted", from: this.name, to: message.from, term: message.term };
        break;
      case "granted":
        if (message.term !== this.term) return;
        this.votes.add(message.from);
        if (this.votes.size * 2 > peers.length) this.leader = this.name;
        break;
      case "heartbeat":
        if (message.term < this.term) return;
        this.leader = message.from;
        this.silent = 0;
        for (const [name, time] of message.clock) this.clock.set(name, Math.max(time, this.clock.get(name) ?? 0));
    }
  }
}
