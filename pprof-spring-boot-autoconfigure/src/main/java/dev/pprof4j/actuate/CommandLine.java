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
 * The command line of this process, fit to be shown: what follows a key that sounds like
 * a secret is masked, wherever in an argument it stands. What is no key and yet secret
 * cannot be known.
 *
 * @param arguments the arguments, the program first
 */
record CommandLine(List<String> arguments) {

	private static final String MASK = "******";

	private static final String SECRET = "[\\w.\\-\\[\\]]*(?:pass(?![a-z])|password|passwd|passphrase|pwd|secret|token|key|credential)[\\w.\\-\\[\\]]*";

	/** An option and its value: all of it is the value's. */
	private static final Pattern OPTION = Pattern.compile("(?is)^(-{1,2}" + SECRET + "[=:]).+$");

	/** An option whose value is the next argument. */
	private static final Pattern BARE_OPTION = Pattern.compile("(?i)^-{1,2}" + SECRET + "$");

	/** Whatever else begins with a dash may be a password. */
	private static final Pattern ANOTHER_OPTION = Pattern.compile("(?s)--[A-Za-z].*|-[DX].*");

	/** A key and a value inside of an argument: a URL, JSON, options of an agent. */
	private static final Pattern INSIDE = Pattern.compile("(?is)(" + SECRET
			+ "[\"']?\\s*[=:]\\s*)(?:\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"?|'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'?|[^\\s&,;\"'}]+)");

	/** The same in the query of a URL, where nothing else ends a value. */
	private static final Pattern IN_QUERY = Pattern.compile("(?i)([?&]" + SECRET + "=)[^\\s&\"']+");

	/** {@code scheme://user:password@host}, to the last {@code @} of it. */
	private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@]*:)[^/\\s]*@");

	/** The arguments of this process, as they were given. */
	static CommandLine ofThisProcess() {
		Path file = Path.of("/proc/self/cmdline");
		if (Files.isReadable(file)) {
			try {
				String line = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
				return new CommandLine(List.of(line.split("\0"))); // each ends with a NUL
			}
			catch (IOException ex) {
				return ofBeans(); // /proc is not what it is on Linux
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
		String inside = option.endsWith(MASK) ? option : INSIDE.matcher(query).replaceAll("$1" + MASK);
		return USER_INFO.matcher(inside).replaceAll("$1" + MASK + "@");
	}

}
