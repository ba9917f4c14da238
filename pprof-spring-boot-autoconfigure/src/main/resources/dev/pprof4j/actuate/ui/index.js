// What the index can do better with scripts: copy a command, and remember a theme.

const THEME = "pprof-theme";

const root = document.documentElement;

function rememberedTheme() {
	try {
		return localStorage.getItem(THEME);
	}
	catch {
		return null; // storage is forbidden: the theme lasts as long as the page
	}
}

function rememberTheme(theme) {
	try {
		localStorage.setItem(THEME, theme);
	}
	catch {
		// see above
	}
}

function isDark() {
	return root.dataset.theme === "dark"
		|| (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

function wireTheme(button) {
	button.hidden = false;
	button.addEventListener("click", () => {
		root.dataset.theme = isDark() ? "light" : "dark";
		rememberTheme(root.dataset.theme);
	});
}

// Copies, or leaves the text selected where a page may not: outside of https and localhost.
async function copy(element) {
	try {
		await navigator.clipboard.writeText(element.textContent);
		return "Copied";
	}
	catch {
		getSelection().selectAllChildren(element);
		return "Selected";
	}
}

function wireCopy(button) {
	const label = button.textContent;
	button.hidden = false;
	button.addEventListener("click", async () => {
		button.textContent = await copy(document.getElementById(button.dataset.copies));
		setTimeout(() => {
			button.textContent = label;
		}, 1500);
	});
}

const theme = rememberedTheme();
if (theme === "dark" || theme === "light") {
	root.dataset.theme = theme;
}
wireTheme(document.getElementById("theme"));
document.querySelectorAll("button[data-copies]").forEach(wireCopy);
