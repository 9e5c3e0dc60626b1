package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/caarlos0/env/v11"

	"example.org/laurel"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/tenants/keys"
	"example.org/laurel/tenants/media"
)

// Config is what an operator can set. Each field is an environment variable
// that begins with LAUREL_. A secret can also be given in a file, named by the
// variable with _FILE behind it.
type Config struct {
	PublicURL string `env:"PUBLIC_URL"`                  // origin that stands in signed badges, as in https://badges.example
	Listen    string `env:"LISTEN" envDefault:":8080"`   // address to listen on
	Data      string `env:"DATA"`                        // folder for what is not in the database
	Database  string `env:"DATABASE"`                    // sqlite:PATH or postgres://…; default: laurel.db in DATA
	Redis     string `env:"REDIS"`                       // redis://HOST:PORT/NUMBER; default: within the process
	LogLevel  string `env:"LOG_LEVEL" envDefault:"info"` // debug, info, warn, error

	Secret         string   `env:"SECRET"` // 32 random bytes in base64 or hexadecimal, under which signing keys are sealed
	SecretFile     string   `env:"SECRET_FILE,file"`
	DatabaseFile   string   `env:"DATABASE_FILE,file"`
	SMTP           SMTP     `envPrefix:"SMTP_"`
	S3             S3       `envPrefix:"S3_"`
	Proxies        []string `env:"PROXIES"`       // networks of the proxies in front, as in 10.0.0.0/8,192.168.0.0/16
	ClientHeader   string   `env:"CLIENT_HEADER"` // where they write the client's address, as in X-Real-IP
	CrashFile      string   `env:"CRASH_FILE"`    // see crashes
	SupportAddress string   `env:"SUPPORT"`       // e-mail address for help with the platform
	HEIC           string   `env:"HEIC"`          // program that turns HEIC into JPEG; empty or "off": such photos are refused

	// Providers are those that tenants may sign in through although they are not on
	// the public internet, by host: login.city.example=https://login.city.example.
	Providers map[string]string `env:"PROVIDERS" envKeyValSeparator:"="`

	// dev is the address that "laurel dev" listens on; empty everywhere else.
	dev string
	// beside is set where other processes may be at work in the same folder.
	beside bool
}

// SMTP says where letters are handed in. "laurel dev" needs none: it lays them
// into a mailbox that a page shows.
type SMTP struct {
	Host         string   `env:"HOST"`
	Port         int      `env:"PORT" envDefault:"587"`
	User         string   `env:"USER"`
	Password     string   `env:"PASSWORD"`
	PasswordFile string   `env:"PASSWORD_FILE,file"`
	From         string   `env:"FROM"`
	TLS          mail.TLS `env:"TLS" envDefault:"starttls"`
}

// S3 says where files are kept. Without a bucket they are kept in the data folder.
type S3 struct {
	Endpoint      string `env:"ENDPOINT"` // https://HOST, or http://HOST:PORT in one's own network
	Region        string `env:"REGION"`
	Bucket        string `env:"BUCKET"`
	AccessKey     string `env:"ACCESS_KEY"`
	SecretKey     string `env:"SECRET_KEY"`
	SecretKeyFile string `env:"SECRET_KEY_FILE,file"`
}

// fromEnv reads the configuration, and names all that is missing or wrong at once.
func fromEnv() (Config, error) {
	var c Config
	if err := env.ParseWithOptions(&c, env.Options{Prefix: "LAUREL_"}); err != nil {
		return c, fmt.Errorf("configuration: %w", err)
	}
	c.Secret = firstOf(c.Secret, c.SecretFile)
	c.Database = firstOf(c.Database, c.DatabaseFile)
	c.SMTP.Password = firstOf(c.SMTP.Password, c.SMTP.PasswordFile)
	c.S3.SecretKey = firstOf(c.S3.SecretKey, c.S3.SecretKeyFile)
	return c, nil
}

func firstOf(direct, file string) string {
	if direct != "" {
		return direct
	}
	return strings.TrimSpace(file)
}

// check names all that is missing or wrong. Nothing that matters has a default
// that would work in production by accident.
func (c *Config) check(p parts) error {
	var wrong []string
	need := func(ok bool, what string) {
		if !ok {
			wrong = append(wrong, what)
		}
	}
	u, err := url.Parse(c.PublicURL)
	need(err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && strings.Trim(u.Path, "/") == "",
		"LAUREL_PUBLIC_URL is the origin that stands in signed badges, as in https://badges.example")
	need(c.Data != "" || c.Database != "" && c.S3.Bucket != "", "LAUREL_DATA is a folder of this installation's own")
	need(c.dev != "" || c.SMTP.Host != "", "LAUREL_SMTP_HOST is the server that takes letters: people sign in by e-mail")
	need(c.Secret != "", "LAUREL_SECRET (or LAUREL_SECRET_FILE) is 32 random bytes in base64: openssl rand -base64 32")
	need(p.web == p.work || c.Redis != "", "LAUREL_REDIS is needed where web server and worker are two processes")
	need(c.SMTP.Host == "" || c.SMTP.From != "", "LAUREL_SMTP_FROM is the sender of letters, as in Laurel <laurel@badges.example>")
	if len(wrong) > 0 {
		return errors.New("the configuration is not complete:\n  " + strings.Join(wrong, "\n  "))
	}
	if c.Database == "" {
		c.Database = "sqlite:" + filepath.Join(c.Data, "laurel.db")
	}
	return nil
}

func (c *Config) sharing() sharing {
	if c.beside {
		return many
	}
	if c.Redis == "" || strings.HasPrefix(c.Database, "sqlite:") {
		return one
	}
	return many
}

func (c *Config) site() laurel.Site { return laurel.Site(strings.TrimSuffix(c.PublicURL, "/")) }

// links is the origin for letters: where the reader's browser can go.
func (c *Config) links() laurel.Site {
	if c.dev != "" {
		return laurel.Site("http://" + c.dev)
	}
	return c.site()
}

func (c *Config) vault() (keys.Vault, error) {
	secret, err := keys.ParseSecret(c.Secret)
	if err != nil {
		return keys.Vault{}, fmt.Errorf("LAUREL_SECRET: %w", err)
	}
	return keys.NewVault(secret)
}

func (c *Config) media() media.Config {
	if c.S3.Bucket == "" {
		return media.Config{Folder: filepath.Join(c.Data, "media")}
	}
	return media.Config{S3: media.S3{Endpoint: c.S3.Endpoint, Region: c.S3.Region, Bucket: c.S3.Bucket,
		AccessKey: c.S3.AccessKey, SecretKey: c.S3.SecretKey}}
}

func (c *Config) logger() *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

// rememberOrigin says loudly when the public origin is another than at the last
// start: badges that were signed for the old one verify nowhere any more.
func (c *Config) rememberOrigin(log *slog.Logger) error {
	if c.Data == "" {
		return nil
	}
	file := filepath.Join(c.Data, "public-url")
	before, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if was := string(before); was != "" && was != c.PublicURL {
		log.Warn("badges issued so far name another origin and verify only as long as it answers", "before", was, "now", c.PublicURL)
	}
	return os.WriteFile(file, []byte(c.PublicURL), 0o600)
}
