package dev.pprof4j.source;

import java.time.Duration;

/**
 * What has come of the stream of events since it was started.
 *
 * @param events how many
 * @param lag from the end of the newest one until it was told
 * @param cpuTime what the thread has used to which they are told
 */
public record EventFigures(long events, Duration lag, Duration cpuTime) {

}
