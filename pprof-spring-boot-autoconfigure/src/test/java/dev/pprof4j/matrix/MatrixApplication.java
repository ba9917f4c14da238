package dev.pprof4j.matrix;

import java.util.Arrays;
import java.util.List;

import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The application under test, with one page of its own and actuator endpoints.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class MatrixApplication {

	@GetMapping("/page")
	String page() {
		return "the application's own page";
	}

	/**
	 * Starts the application.
	 * @param configurations names of further configuration classes
	 * @param properties properties, as on a command line
	 * @return the running application, and its two ports
	 */
	public static Object[] start(String[] configurations, String[] properties) {
		ClassLoader classLoader = MatrixApplication.class.getClassLoader();
		if (ClassUtils.isPresent("org.apache.catalina.startup.Tomcat", classLoader)) {
			// A JVM takes only one factory, and there are many Tomcats.
			TomcatURLStreamHandlerFactory.disable();
		}
		SpringApplication application = new SpringApplication(MatrixApplication.class);
		application.addPrimarySources(Arrays.stream(configurations)
			.<Class<?>>map((name) -> ClassUtils.resolveClassName(name, classLoader))
			.toList());
		ConfigurableApplicationContext context = application.run(properties);
		List<String> ports = List.of("local.server.port", "local.management.port");
		return new Object[] { context, context.getEnvironment().getProperty(ports.get(0), Integer.class),
				context.getEnvironment().getProperty(ports.get(1), Integer.class) };
	}

}
