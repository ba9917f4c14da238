package dev.pprof4j.symbol;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Finds the source file of a class, in the form that {@code go tool pprof -list} looks
 * for: the path from the source root, {@code com/example/Foo.java}. It comes from the
 * {@code SourceFile} attribute of the class file, so that Kotlin, Groovy, Scala and
 * nested classes are right; no class is loaded to read it. If the class file cannot be
 * found, the source file is guessed from the class name. Safe to share between threads.
 */
public final class SourceFiles {

	/**
	 * About 4 MB of names. Beyond that all are forgotten, including those of classes that
	 * no longer exist.
	 */
	private static final int MAX_REMEMBERED = 20_000;

	private final ClassLoader classLoader;

	private final Map<String, String> remembered = new ConcurrentHashMap<>();

	/**
	 * Finds source files of the classes that a class loader can see.
	 * @param classLoader the class loader of the application
	 */
	public SourceFiles(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/**
	 * Returns the source file of a class.
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
	 * Returns the source file of a class whose {@code SourceFile} attribute is known.
	 * @param className the {@link ClassNames#stable stable} name of the class
	 * @param sourceFile the attribute; if it is empty, the file is guessed
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
