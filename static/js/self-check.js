// A self-check is answered in its place: the same form, sent without leaving the page.
for (const form of document.querySelectorAll("[data-self-check]")) watch(form);

function watch(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const address = new URL(form.action);
    try {
      const answer = await fetch(address, { method: "POST", body: new FormData(form) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const marked = page.getElementById(form.id);
      if (!marked) throw new Error("no self-check in the answer");
      form.replaceWith(marked);
      watch(marked);
      const feedback = marked.querySelector(".feedback") ?? marked;
      feedback.tabIndex = -1;
      feedback.focus();
    } catch {
      form.submit();
    }
  });
}
