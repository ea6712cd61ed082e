// Plays an ink story in a bare page, as the sample players of ink do: text, choices, what the choice did.
addEventListener("DOMContentLoaded", () => {
  const story = new inkjs.Story(document.getElementById("story").textContent);
  const main = document.querySelector("main");
  const paragraph = (text) => {
    const p = document.createElement("p");
    p.textContent = text;
    main.append(p);
  };
  const on = () => {
    while (story.canContinue) paragraph(story.Continue());
    for (const choice of story.currentChoices) {
      const button = document.createElement("button");
      button.className = "choice";
      button.textContent = choice.text;
      button.onclick = () => {
        for (const old of main.querySelectorAll("button")) old.remove();
        const feedback = (choice.tags || []).find((tag) => tag.startsWith("feedback:"));
        if (feedback) paragraph(feedback.slice(9));
        story.ChooseChoiceIndex(choice.index);
        on();
      };
      main.append(button);
    }
  };
  on();
});
