package dev.pprof4j.symbol;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The source file of a class, as {@code go tool pprof -list} looks for it: the path from
 * the source root, {@code com/example/Foo.java}. Read from the {@code SourceFile}
 * attribute of the class file, so Kotlin, Groovy, Scala and nested classes are right; no
 * class is loaded for it. Where the class file cannot be found the file is guessed from
 * the name. Safe to share between threads.
 */
public final class SourceFiles {

	/**
	 * About 4 MB of names. Then all are forgotten: those of classes that are gone, too.
	 */
	private static final int MAX_REMEMBERED = 20_000;

	private final ClassLoader classLoader;

	private final Map<String, String> remembered = new ConcurrentHashMap<>();

	/**
	 * Source files of the classes that a class loader can see.
	 * @param classLoader the class loader of the application
	 */
	public SourceFiles(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/**
	 * The source file of a class.
	 * @param className the {@link ClassNames#stable stable} name of the class
	 * @return the path of the source file from the source root
	 */
	public String of(String className) {
		String known = this.remembered.get(className);
		if (known != null) {
			return known;
		}
		String file = find(className);
		if (this.remembered.size() >= MAX_REMEMBERED) {
			this.remembered.clear();
		}
		this.remembered.put(className, file);
		return file;
	}

	/**
	 * The source file of a class whose {@code SourceFile} attribute is known.
	 * @param className the {@link ClassNames#stable stable} name of the class
	 * @param sourceFile the attribute, empty if the class has none: then it is guessed
	 * @return the path of the source file from the source root
	 */
	public static String pathOf(String className, String sourceFile) {
		String path = className.replace('.', '/');
		String folder = path.substring(0, path.lastIndexOf('/') + 1);
		return folder + (sourceFile.isEmpty() ? outermost(path.substring(folder.length())) + ".java" : sourceFile);
	}

	private String find(String className) {
		String path = className.replace('.', '/');
		String folder = path.substring(0, path.lastIndexOf('/') + 1);
		String simpleName = path.substring(folder.length());
		String outerName = outermost(simpleName);
		String file = read(folder + simpleName);
		if (file == null && !outerName.equals(simpleName)) {
			file = read(folder + outerName);
		}
		return pathOf(className, (file != null) ? file : "");
	}

	/** Lambdas and generated subclasses have no class file of their own. */
	private static String outermost(String simpleName) {
		int dollar = simpleName.indexOf('$', 1);
		return (dollar > 0) ? simpleName.substring(0, dollar) : simpleName;
	}

	private @Nullable String read(String path) {
		try (InputStream classFile = open(path + ".class")) {
			return (classFile != null) ? ClassFile.sourceFile(classFile) : null;
		}
		catch (IOException | RuntimeException ex) {
			// Class loaders of applications may throw anything; a guess is good enough.
			return null;
		}
	}

	private @Nullable InputStream open(String resource) {
		InputStream stream = this.classLoader.getResourceAsStream(resource);
		return (stream != null) ? stream : ClassLoader.getSystemResourceAsStream(resource);
	}

}
