package dev.pprof4j.symbol;

import java.util.regex.Pattern;

/**
 * Class names that mean the same in every run of a program. The names of lambdas, proxies
 * and accessors contain counters and addresses; without these, profiles can be compared
 * and the number of names stays bounded.
 */
public final class ClassNames {

	/**
	 * The address of a hidden class: {@code Foo$$Lambda$14.0x00007f53ec000a08},
	 * {@code .../0x...}, {@code +0x...}.
	 */
	private static final Pattern HIDDEN = Pattern.compile("(?:[./+](?:0x[0-9a-f]+|\\d+))+$");

	private static final Pattern COUNTED = Pattern.compile(
			"(\\$\\$Lambda)\\$\\d+$|((?:^|\\.)\\$Proxy)\\d+$|(\\.Generated(?:Method|Constructor|SerializationConstructor)Accessor)\\d+$");

	private static final String PROXIES = "jdk.proxy";

	private static final Pattern PROXY_PACKAGE = Pattern.compile("^(jdk\\.proxy)\\d+\\.");

	private ClassNames() {
	}

	/**
	 * Returns the stable name of a type, as Java writes it.
	 * @param descriptor the type's descriptor (JVM specification, 4.3.2), for example
	 * {@code [Ljava/lang/String;}
	 * @return the name, for example {@code java.lang.String[]}
	 */
	public static String ofDescriptor(String descriptor) {
		int dimensions = descriptor.lastIndexOf('[') + 1;
		String element = descriptor.substring(dimensions);
		String name = element.startsWith("L") ? stable(element.substring(1, element.length() - 1)) : primitive(element);
		return name + "[]".repeat(dimensions);
	}

	private static String primitive(String descriptor) {
		return switch (descriptor) {
			case "Z" -> "boolean";
			case "B" -> "byte";
			case "C" -> "char";
			case "S" -> "short";
			case "I" -> "int";
			case "J" -> "long";
			case "F" -> "float";
			case "D" -> "double";
			default -> descriptor;
		};
	}

	/**
	 * Returns the stable name of a class.
	 * @param className the name as the JVM reports it, with slashes or dots
	 * @return the name with dots, without what differs from run to run
	 */
	public static String stable(String className) {
		String name = className.replace('/', '.');
		if (!mayVary(name)) {
			return name;
		}
		name = HIDDEN.matcher(name).replaceFirst("");
		name = COUNTED.matcher(name).replaceFirst("$1$2$3");
		return PROXY_PACKAGE.matcher(name).replaceFirst("$1.");
	}

	/**
	 * A quick check, because few names vary but every frame of a profile has a name. A
	 * counter is at the end; an address follows the last separator, and no other name
	 * begins with a digit there.
	 */
	private static boolean mayVary(String name) {
		int last = Math.max(name.lastIndexOf('.'), name.lastIndexOf('+')) + 1;
		return isDigitAt(name, last) || isDigitAt(name, name.length() - 1) || name.startsWith(PROXIES);
	}

	private static boolean isDigitAt(String name, int index) {
		return index >= 0 && index < name.length() && name.charAt(index) >= '0' && name.charAt(index) <= '9';
	}

}
