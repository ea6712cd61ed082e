// The page's line to the room: a socket, or polling where sockets are blocked.
// It comes back by itself, and what it shows is always what the server sent last.

const ONLY_POLLING = new URLSearchParams(location.search).has("poll");
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
const SOCKET_TRIES = 2;
const TOO_OLD = 4403;
const TOO_MANY = 4429;
const SILENCE = 25000;
const TRY_SOCKETS_AGAIN = 120000;

/**
 * What the server sends. `room` is seen by everyone with this part, `own` by this person alone.
 * @typedef {{now: number, own: any, room: any, refused?: string | null}} Told
 */

export class Link {
  /**
   * @param {{base: string, part: string, xsrf: string, start: Told}} place
   * @param {(told: Told) => void} show called with everything the server sends
   * @param {(state: "there" | "away") => void} line called when the line is lost or back
   */
  constructor(place, show, line) {
    this.place = place;
    this.show = show;
    this.line = line;
    /** The server's clock, as far as this device's is off it, in milliseconds. */
    this.off = 0;
    this.wait = FIRST_WAIT;
    this.failed = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.watch = 0;
    this.again = 0;
    this.sockets = !ONLY_POLLING && "WebSocket" in window;
    /** Ends the polling that is going on. @type {AbortController | null} */
    this.polling = null;
    this.take(place.start);
    if (this.sockets) this.connect();
    else this.startPolling();
    // A phone that wakes up asks at once, instead of waiting for its turn.
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  /** @param {Told} told */
  take(told) {
    this.off = told.now - Date.now();
    this.show(told);
  }

  hurry() {
    this.wait = FIRST_WAIT;
    if (this.again) {
      clearTimeout(this.again);
      this.again = 0;
      this.connect();
    }
  }

  connect() {
    const from = location.protocol === "https:" ? "wss:" : "ws:";
    const { base, part, xsrf } = this.place;
    const address = `${from}//${location.host}${base}/live/${part}`;
    let opened = false;
    /** @type {WebSocket} */
    let socket;
    try {
      socket = new WebSocket(address);
    } catch {
      this.lost(false);
      return;
    }
    this.socket = socket;
    const silent = () => {
      clearTimeout(this.watch);
      this.watch = setTimeout(() => {
        socket.onclose = null;
        socket.close();
        this.lost(opened);
      }, SILENCE);
    };
    silent();
    socket.onmessage = (message) => {
      silent();
      const told = JSON.parse(message.data);
      if (told.reload) {
        location.reload();
        return;
      }
      opened = true;
      this.failed = 0;
      this.wait = FIRST_WAIT;
      this.polling?.abort();
      this.polling = null;
      this.line("there");
      if (told.room) this.take(told);
    };
    socket.onopen = () => socket.send(JSON.stringify({ xsrf }));
    socket.onclose = (end) => {
      if (end.code === TOO_OLD) location.reload();
      else if (end.code === TOO_MANY) this.rest();
      else this.lost(opened);
    };
  }

  /** This person has the room open many times: the oldest page waits until somebody looks at it. */
  rest() {
    clearTimeout(this.watch);
    this.socket = null;
    this.line("away");
    document.addEventListener("visibilitychange", () => this.socket || this.connect(), { once: true });
  }

  /** @param {boolean} opened the line had been there */
  lost(opened) {
    clearTimeout(this.watch);
    this.socket = null;
    if (!this.polling) this.line("away");
    if (!opened) this.failed += 1;
    const blocked = this.failed >= SOCKET_TRIES;
    // Perhaps sockets are blocked here, perhaps the network is away: asking finds out.
    if (blocked && !this.polling) this.startPolling();
    this.again = setTimeout(() => {
      this.again = 0;
      this.connect();
    }, blocked ? TRY_SOCKETS_AGAIN : this.pause());
  }

  /** The next wait: longer each time, and never the same for all phones of a room. */
  pause() {
    const wait = this.wait * (0.5 + Math.random());
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    return wait;
  }

  startPolling() {
    this.polling = new AbortController();
    this.poll("", this.polling.signal);
  }

  /**
   * Ask, and ask again with what was seen last: the server answers when there is news.
   * @param {string} seen
   * @param {AbortSignal} signal ends it: a socket is there
   */
  async poll(seen, signal) {
    const { base, part, xsrf } = this.place;
    try {
      const answer = await fetch(`${base}/api/${part}?seen=${seen}`, {
        headers: { "X-XSRFToken": xsrf },
        signal,
      });
      if (answer.status === 401 || answer.status === 403) {
        location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const mark = (answer.headers.get("ETag") ?? "").replace(/^W\/|"/g, "");
      const told = mark === seen ? null : await answer.json();
      if (signal.aborted) return;
      this.line("there");
      this.wait = FIRST_WAIT;
      if (told) this.take(told);
      this.poll(mark, signal);
    } catch {
      if (signal.aborted) return;
      this.line("away");
      setTimeout(() => signal.aborted || this.poll("", signal), this.pause());
    }
  }

  /**
   * Do something in the room.
   * @param {object} act
   */
  async act(act) {
    if (this.socket && this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify(act));
      return;
    }
    const { base, part, xsrf } = this.place;
    try {
      const answer = await fetch(`${base}/api/${part}`, {
        method: "POST",
        headers: { "X-XSRFToken": xsrf, "Content-Type": "application/json" },
        body: JSON.stringify(act),
      });
      if (answer.ok || answer.status === 409) this.take(await answer.json());
      else this.line("away");
    } catch {
      this.line("away");
    }
  }
}
