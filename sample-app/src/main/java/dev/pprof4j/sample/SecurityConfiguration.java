package dev.pprof4j.sample;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The application's own security, which the starter leaves alone: its pages are open to
 * everyone, and nothing here mentions profiles.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	@Bean
	SecurityFilterChain pages(HttpSecurity http) {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	@Bean
	UserDetailsService users(SampleProperties sample) {
		return new InMemoryUserDetailsManager(sample.users()
			.stream()
			.map((user) -> User.withUsername(user.name()).password(user.password()).roles(user.role()).build())
			.toList());
	}

	/**
	 * The users in {@code application.yml}.
	 */
	@ConfigurationProperties("sample")
	record SampleProperties(List<SampleUser> users) {

		record SampleUser(String name, String password, String role) {

		}

	}

}
