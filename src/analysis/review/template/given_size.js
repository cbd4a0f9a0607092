// What is too large is told where it is given: the program would end the connection without a word.
for (const field of document.querySelectorAll("[data-most]")) {
  field.addEventListener("input", () => {
    const size = field.files ? field.files[0]?.size : new Blob([field.value]).size;
    field.setCustomValidity(size > Number(field.dataset.most) ? field.dataset.large : "");
    field.reportValidity();
  });
}
