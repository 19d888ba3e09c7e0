package io.holdfast.controlplane.alert.route;

import io.holdfast.controlplane.alert.Alert;
import io.holdfast.controlplane.config.AlertsConfig.EmailConfig;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Writes each notice as a mail of plain text. */
final class EmailRoute implements Route {
    private static final int TIMEOUT_SECONDS = 10;
    private static final int LONGEST_SUBJECT = 150;

    private final Vertx vertx;
    private final EmailConfig config;
    private final Supplier<Optional<String>> password;

    EmailRoute(Vertx vertx, EmailConfig config, Supplier<Optional<String>> password) {
        this.vertx = vertx;
        this.config = config;
        this.password = password;
    }

    @Override
    public void send(Notice notice) throws IOException, InterruptedException {
        // a client for each: the password may have changed
        MailClient client = MailClient.create(vertx, mailConfig());
        try {
            client.sendMail(message(notice))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the mail server does not take it: " + e.getMessage(), e);
        } finally {
            client.close();
        }
    }

    private MailConfig mailConfig() {
        MailConfig mail =
                new MailConfig()
                        .setHostname(config.host())
                        .setPort(config.port())
                        .setKeepAlive(false)
                        .setConnectTimeout(TIMEOUT_SECONDS * 1_000);
        switch (config.tls()) {
            case STARTTLS -> mail.setStarttls(StartTLSOptions.REQUIRED);
            case TLS -> mail.setSsl(true).setStarttls(StartTLSOptions.DISABLED);
            case NONE -> mail.setStarttls(StartTLSOptions.DISABLED);
        }
        String user = config.user();
        if (user == null) {
            return mail.setLogin(LoginOption.DISABLED);
        }
        return mail.setLogin(LoginOption.REQUIRED)
                .setUsername(user)
                .setPassword(password.get().orElse(""));
    }

    private MailMessage message(Notice notice) {
        String headline = notice.headline();
        String subject =
                headline.length() <= LONGEST_SUBJECT
                        ? headline
                        : headline.substring(0, LONGEST_SUBJECT) + "...";
        return new MailMessage()
                .setFrom(config.from())
                .setTo(config.to())
                .setSubject("[Holdfast] " + subject)
                .setText(headline + "\n\n" + text(notice.alerts()));
    }

    private static String text(List<Alert> alerts) {
        return alerts.stream()
                .map(
                        alert ->
                                "%s: %s.%n    %s%n    %s since %s, id %s%n"
                                        .formatted(
                                                alert.key().cluster(),
                                                alert.condition().summary(),
                                                alert.condition().hint(),
                                                alert.key().rule(),
                                                alert.since(),
                                                alert.id()))
                .collect(Collectors.joining());
    }
}
