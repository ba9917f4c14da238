package dev.pprof4j.actuate;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The command line of this process, in a form that can be shown. The value of a key that
 * sounds like a secret is masked, wherever in an argument it occurs. A secret without
 * such a key cannot be recognized.
 *
 * @param arguments the arguments, the program first
 */
record CommandLine(List<String> arguments) {

	private static final String MASK = "******";

	private static final String SECRET = "[\\w.\\-\\[\\]]*(?:pass(?![a-z])|password|passwd|passphrase|pwd|secret|token|key|credential)[\\w.\\-\\[\\]]*";

	/** An option and its value, which is the rest of the argument. */
	private static final Pattern OPTION = Pattern.compile("(?is)^(-{1,2}" + SECRET + "[=:]).+$");

	/** An option whose value is the next argument. */
	private static final Pattern BARE_OPTION = Pattern.compile("(?i)^-{1,2}" + SECRET + "$");

	/** Another option. Anything else that begins with a dash may be a password. */
	private static final Pattern ANOTHER_OPTION = Pattern.compile("(?s)--[A-Za-z].*|-[DX].*");

	/** A key and a value inside an argument: a URL, JSON, options of an agent. */
	private static final Pattern INSIDE = Pattern.compile("(?is)(" + SECRET
			+ "[\"']?\\s*[=:]\\s*)(?:\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"?|'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'?|[^\\s&,;\"'}]+)");

	/** The same in the query of a URL, where nothing else ends a value. */
	private static final Pattern IN_QUERY = Pattern.compile("(?i)([?&]" + SECRET + "=)[^\\s&\"']+");

	/** {@code scheme://user:password@host}, up to its last {@code @}. */
	private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@]*:)[^/\\s]*@");

	/** The arguments of this process as given. */
	static CommandLine ofThisProcess() {
		Path file = Path.of("/proc/self/cmdline");
		if (Files.isReadable(file)) {
			try {
				String line = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
				return new CommandLine(List.of(line.split("\0"))); // each ends with a NUL
			}
			catch (IOException ex) {
				return ofBeans(); // not Linux's /proc
			}
		}
		return ofBeans();
	}

	private static CommandLine ofBeans() {
		List<String> arguments = new ArrayList<>();
		arguments.add(ProcessHandle.current().info().command().orElse("java"));
		arguments.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
		arguments.addAll(Arrays.asList(System.getProperty("sun.java.command", "").split(" ")));
		return new CommandLine(arguments);
	}

	/** The arguments, separated by NUL as in Go. */
	String text() {
		List<String> shown = new ArrayList<>();
		boolean secret = false;
		for (String argument : this.arguments) {
			shown.add((secret && !ANOTHER_OPTION.matcher(argument).matches()) ? MASK : masked(argument));
			secret = BARE_OPTION.matcher(argument).matches();
		}
		return String.join("\0", shown);
	}

	private static String masked(String argument) {
		String option = OPTION.matcher(argument).replaceFirst("$1" + MASK);
		String query = IN_QUERY.matcher(option).replaceAll("$1" + MASK);
		String inside = !option.equals(argument) ? option : INSIDE.matcher(query).replaceAll("$1" + MASK);
		return USER_INFO.matcher(inside).replaceAll("$1" + MASK + "@");
	}

}
