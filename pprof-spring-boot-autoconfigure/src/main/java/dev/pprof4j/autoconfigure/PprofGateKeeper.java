package dev.pprof4j.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.InitializingBean;

/**
 * Logs once why the endpoint is not registered although it is exposed, or stops the start
 * of the application.
 */
final class PprofGateKeeper implements InitializingBean {

	private static final Log logger = LogFactory.getLog(PprofGateKeeper.class);

	private final PprofGate gate;

	PprofGateKeeper(PprofGate gate) {
		this.gate = gate;
	}

	@Override
	public void afterPropertiesSet() {
		if (this.gate.fatal()) {
			throw new PprofGateClosedException(this.gate.reason());
		}
		logger.warn("The endpoint 'pprof' is not registered: " + this.gate.reason());
	}

}
