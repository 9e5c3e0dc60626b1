package web

// RateOf names the rate of its own that a route has; empty where the measure of
// all writes is all there is.
func RateOf(method, route string) string {
	s := &site{rates: compileRates()}
	if r, _ := s.rateOf(method, route); r != nil {
		return r.name
	}
	return ""
}
