// Saves each answer of an attempt as soon as it is given, and keeps the clock.
//
// What could not be sent waits in this tab's sessionStorage, so that it survives a reload, a lost
// connection and a new sign-in. Without this script the page's own form saves the answers.

const RETRY_MS = [2000, 4000, 8000, 16000, 30000];
const TYPING_MS = 800;
const WARN_SECONDS = [300, 60];
const GRACE_MS = 1000;

const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function stored(key, fallback) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? fallback;
  } catch {
    return fallback;
  }
}

function store(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that stores nothing still sends what is in memory.
  }
}

function randomName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The name of this tab, and numbers that grow with its saves; a copied tab goes on with the clock. */
class Tab {
  constructor() {
    this.client = stored("aula-client", null) ?? randomName();
    store("aula-client", this.client);
  }

  next() {
    const sequence = Math.max(stored("aula-sequence", 0) + 1, Date.now());
    store("aula-sequence", sequence);
    return sequence;
  }
}

/** Answers on their way to the server: the newest of each question, one request at a time. */
class Outbox {
  constructor(form, tab, report) {
    this.form = form;
    this.tab = tab;
    this.report = report;
    this.key = `aula-answers-${form.dataset.attempt}`;
    this.waiting = new Map(stored(this.key, []));
    this.failures = 0;
    this.sending = false;
  }

  get isEmpty() {
    return this.waiting.size === 0;
  }

  put(question, fields) {
    this.waiting.delete(question);
    this.waiting.set(question, { fields, sequence: this.tab.next() });
    this.keep();
    this.send();
  }

  keep() {
    store(this.key, [...this.waiting]);
  }

  async send() {
    if (this.sending || this.stopped) return;
    clearTimeout(this.retry);
    this.sending = true;
    while (!this.isEmpty) {
      const [question, answer] = this.waiting.entries().next().value;
      const outcome = await this.post(question, answer);
      if (outcome.kind === "saved") {
        this.failures = 0;
        if (this.waiting.get(question)?.sequence === answer.sequence) this.waiting.delete(question);
      } else if (outcome.kind === "over") {
        this.stopped = true;
        this.waiting.clear();
      }
      this.keep();
      this.report(question, outcome, this);
      if (outcome.kind !== "saved") break;
    }
    this.sending = false;
    if (!this.isEmpty && !this.stopped) {
      const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
      this.failures += 1;
      this.retry = setTimeout(() => this.send(), wait);
    }
  }

  async post(question, { fields, sequence }) {
    const body = new URLSearchParams(fields);
    body.set("question", question);
    body.set("client", this.tab.client);
    body.set("sequence", sequence);
    let response;
    try {
      response = await fetch(this.form.dataset.save, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": this.form.elements.csrf_token.value, Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: true,
      });
    } catch {
      return { kind: "offline" };
    }
    if (response.type === "opaqueredirect" || [400, 401, 403].includes(response.status)) return { kind: "signed-out" };
    const told = await response.json().catch(() => ({}));
    if (response.ok) return { kind: "saved", time: told.saved_at };
    if (response.status === 409 || response.status === 404) return { kind: "over", message: told.message };
    return { kind: "offline" };
  }
}

/** The names and values that one question would send. */
function fieldsOf(form, question) {
  const name = `q-${question}`;
  return [...new FormData(form)].filter(([field]) => field === name || field.startsWith(`${name}.`));
}

/** Put an answer that was not sent yet back where it was given. */
function restore(fieldset, fields) {
  const values = (name) => fields.filter(([field]) => field === name).map(([, value]) => value);
  for (const control of fieldset.querySelectorAll("input, select")) {
    const held = values(control.name);
    if (control.type === "radio" || control.type === "checkbox") control.checked = held.includes(control.value);
    else control.value = held[0] ?? "";
  }
}

function saveAnswers(form) {
  const state = form.querySelector("[data-state]");
  const texts = form.dataset;
  const typing = new Map();
  const given = new Map();
  let leavingBy = null;
  let cleared = false;

  const fieldsetOf = (question) => form.querySelector(`[data-question="${CSS.escape(question)}"]`);
  const noteOf = (question) => fieldsetOf(question)?.closest(".asked")?.querySelector("[data-saved]");

  function note(question, text, failed = false) {
    const place = noteOf(question);
    if (!place) return;
    place.textContent = text;
    place.classList.toggle("saved-failed", failed);
  }

  function noteWaiting(outbox) {
    for (const question of outbox.waiting.keys()) note(question, texts.offline, true);
  }

  function tell(text, link) {
    state.textContent = text;
    if (!link) return;
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.label;
    anchor.addEventListener("click", () => { cleared = true; });
    state.append(" ", anchor);
  }

  function report(question, outcome, outbox) {
    if (outcome.kind === "saved") {
      const text = say(texts.saved, { hora: outcome.time });
      if (!outbox.waiting.has(question)) note(question, text);
      tell(text);
      if (outbox.isEmpty && leavingBy) leave();
      else if (outbox.isEmpty && form.hasAttribute("data-review")) location.reload();
    } else if (outcome.kind === "over") {
      cleared = true;
      note(question, outcome.message ?? "", true);
      tell(outcome.message ?? "", { href: texts.result, label: texts.resultLabel });
    } else if (outcome.kind === "signed-out") {
      const back = `${location.pathname}${location.search}#q-${question}`;
      noteWaiting(outbox);
      tell(texts.signedOut, { href: `${texts.signIn}?next=${encodeURIComponent(back)}`, label: texts.signInLabel });
    } else {
      noteWaiting(outbox);
      tell(leavingBy ? texts.waiting : texts.offline);
    }
  }

  const outbox = new Outbox(form, new Tab(), report);

  function give(question) {
    clearTimeout(typing.get(question));
    typing.delete(question);
    const fields = fieldsOf(form, question);
    const written = JSON.stringify(fields);
    if (given.get(question) === written) return;
    given.set(question, written);
    note(question, texts.saving);
    outbox.put(question, fields);
  }

  function giveWhatIsTyped() {
    for (const question of [...typing.keys()]) give(question);
  }

  /** Everything is saved: let the form go, without the answers. */
  function clear() {
    cleared = true;
    for (const asked of form.querySelectorAll('input[name="asked"]')) asked.disabled = true;
  }

  function leave() {
    clear();
    form.requestSubmit(leavingBy);
  }

  form.addEventListener("change", (event) => {
    const question = event.target.closest("[data-question]")?.dataset.question;
    if (question) give(question);
  });

  form.addEventListener("input", (event) => {
    const question = event.target.closest("[data-question]")?.dataset.question;
    if (!question || event.target.type !== "text") return;
    clearTimeout(typing.get(question));
    typing.set(question, setTimeout(() => give(question), TYPING_MS));
  });

  form.addEventListener("submit", (event) => {
    if (cleared) return;
    giveWhatIsTyped();
    if (outbox.isEmpty) {
      clear();
      return;
    }
    event.preventDefault();
    leavingBy = event.submitter ?? form.querySelector("[type=submit]");
    tell(texts.waiting);
    outbox.send();
  });

  window.addEventListener("online", () => outbox.send());
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.addEventListener("visibilitychange", () => {
    giveWhatIsTyped();
    outbox.send();
  });
  window.addEventListener("beforeunload", (event) => {
    giveWhatIsTyped();
    if (!outbox.isEmpty && !cleared) event.preventDefault();
  });

  for (const [question, { fields }] of outbox.waiting) {
    const fieldset = fieldsetOf(question);
    if (fieldset) restore(fieldset, fields);
    note(question, texts.saving);
  }
  outbox.send();
  return giveWhatIsTyped;
}

/** Count the time down in sight, and say it aloud twice: at five minutes and at one. */
function keepTime(place, form, giveWhatIsTyped) {
  const end = Date.now() + Number(place.dataset.seconds) * 1000;
  const text = place.querySelector("[data-timer-text]");
  const aloud = document.createElement("p");
  aloud.className = "visually-hidden";
  aloud.setAttribute("role", "status");
  place.after(aloud);
  const ahead = WARN_SECONDS.filter((seconds) => seconds < Number(place.dataset.seconds));

  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    text.textContent = say(place.dataset.left, { tiempo: clock });
    if (left <= ahead[0]) {
      const seconds = ahead.shift();
      aloud.textContent = seconds > 60 ? say(place.dataset.warning, { minutos: seconds / 60 }) : place.dataset.last;
    }
    if (left <= 2) giveWhatIsTyped();
    if (left > 0) return;
    clearInterval(timer);
    text.textContent = aloud.textContent = place.dataset.up;
    setTimeout(() => location.assign(form.dataset.result), GRACE_MS);
  };
  const timer = setInterval(tick, 1000);
  tick();
}

const form = document.querySelector("form[data-attempt]");
if (form) {
  const giveWhatIsTyped = saveAnswers(form);
  const timer = document.querySelector("[data-timer]");
  if (timer) keepTime(timer, form, giveWhatIsTyped);
}
