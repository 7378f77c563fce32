/**
 * Fictional people, each as several people might write them down: by ear, from a passport, without particles, with the parts
 * in another order, with one digit off. `[name, birth date or null]`. Neighbours in the list are meant to be hard to tell apart.
 */
export const people: readonly (readonly (readonly [string, string | null])[])[] = [
  [
    ['Mohammed el Amrani', '1998-04-12'],
    ['Mohamed El-Amrani', '1998-04-12'],
    ['Muhammad Elamrani', '1998-04-13'],
    ['Amrani, M. el', '1998-04-12'],
    ['Mohammed al Amrani', null],
  ],
  [
    ['Hassan el Amrani', '2001-09-30'],
    ['Hasan Amrani', '2001-09-30'],
    ['Hassane el Amrani', '2001-03-30'],
  ],
  [
    ['Khalid Bouzidi', '1995-02-03'],
    ['Chalid Bouzidi', '1995-03-02'],
    ['Khaled Boezidi', '1995-02-03'],
    ['Bouzidi Khalid', null],
  ],
  [
    ['Walid Bouzidi', '1993-07-21'],
    ['Oualid Bouzidi', '1993-07-21'],
  ],
  [
    ['Youssef Benali', '2003-11-05'],
    ['Yusuf Ben Ali', '2003-11-05'],
    ['Joesoef Benali', '2003-11-06'],
    ['Youssouf Ben Ali', null],
  ],
  [
    ['Ayşe Çelik', '1999-06-17'],
    ['Ayse Celik', '1999-06-17'],
    ['Aysche Celik', '1999-06-11'],
    ['Çelik Ayşe', null],
  ],
  [
    ['Ali Çelik', '1990-01-01'],
    ['Ali Celik', '1990-05-14'],
  ],
  [
    ['Oğuzhan Yıldız', '1987-12-08'],
    ['Oguzhan Yildiz', '1987-12-08'],
    ['Oguzhan Yilditz', '1987-08-12'],
  ],
  [
    ['Şahin Öztürk', '2000-10-19'],
    ['Sahin Ozturk', '2000-10-19'],
    ['Shahin Öztürk', '2000-01-19'],
  ],
  [
    ['Cemal Aydın', '1984-03-27'],
    ['Djamal Aydin', '1984-03-27'],
    ['Jamal Aydin', '1984-03-28'],
  ],
  [
    ['Abdelkader Haddou', '1979-05-02'],
    ['Abdul Kader Haddou', '1979-05-02'],
    ['Abd el-Qadir Hadou', '1979-05-12'],
    ['Abdoelkader Haddou', null],
  ],
  [
    ['Abdelhakim Haddou', '1985-08-16'],
    ['Abdul Hakim Hadou', '1985-08-16'],
    ['Abdelhakim Haddoe', '1985-08-18'],
  ],
  [
    ['Jan van der Berg', '1992-09-14'],
    ['Jan v.d. Berg', '1992-09-14'],
    ['Jan Vanderberg', '1992-09-15'],
    ['Berg, Jan van der', null],
  ],
  [
    ['Jan van den Bergh', '1971-02-28'],
    ['J. van den Bergh', '1971-02-28'],
  ],
  [
    ['Kees de Jong', '1988-06-01'],
    ['Cees de Jong', '1988-06-01'],
    ['Kees Dejong', '1988-06-07'],
    ['De Jong Kees', null],
  ],
  [
    ['Pieter-Jan ’t Hart', '1996-12-24'],
    ["Pieterjan 't Hart", '1996-12-24'],
    ['Pieter Jan Thart', '1996-12-21'],
  ],
  [
    ['Sander Meijer', '2002-07-07'],
    ['Sander Meyer', '2002-07-07'],
    ['Sander Meier', '2002-07-01'],
  ],
  [
    ['Rachid Chaouch', '1994-04-04'],
    ['Rashid Shaoush', '1994-04-04'],
    ['Rachied Chaouch', '1994-04-01'],
  ],
  [
    ['Achraf Bouchra', '2004-02-11'],
    ['Ashraf Bushra', '2004-02-11'],
    ['Achraf Bouchra', null],
  ],
  [
    ['Fatima Zohra Idrissi', '1997-10-02'],
    ['Fatima Idrissi', '1997-10-02'],
    ['Fatma Zahra Idrisi', '1997-10-20'],
  ],
  [
    ['Khadija Idrissi', '1999-01-15'],
    ['Hadija Idrissi', '1999-01-15'],
    ['Chadidja Idrisi', '1999-01-16'],
  ],
  [
    ['Hussein Al-Jabouri', '1991-03-09'],
    ['Hoessein Jabouri', '1991-03-09'],
    ['Husain al Jaboury', '1991-09-03'],
  ],
  [
    ['Tarik Zeroual', '2005-05-25'],
    ['Tariq Zerwal', '2005-05-25'],
    ['Zeroual, Tarik', '2005-05-26'],
  ],
  [
    ['Björn Sørensen', '1986-11-11'],
    ['Bjorn Sorensen', '1986-11-11'],
    ['Bjørn Sörensen', null],
  ],
  [
    ['Mark Visser', '1989-08-30'],
    ['Marc Visser', '1989-08-30'],
    ['Mark Fisser', '1989-08-31'],
  ],
  [
    ['Marco Visser', '1998-03-05'],
    ['Marko Visser', '1998-03-05'],
  ],
  [
    ['Lisa de Vries', '2006-01-22'],
    ['Liza de Fries', '2006-01-22'],
  ],
  [
    ['Linda de Vries', '1975-10-13'],
    ['Lynda de Vries', '1975-10-18'],
  ],
  [
    ['Mehmet Yilmaz', '1983-04-23'],
    ['Mehmed Yılmaz', '1983-04-23'],
    ['M. Yilmaz', '1983-04-23'],
  ],
  [
    ['Mustafa Yilmaz', '1990-12-03'],
    ['Moustafa Yilmaz', '1990-12-03'],
    ['Mustapha Yilmas', '1990-03-12'],
  ],
  [
    ['Omar Farah', '2001-01-01'],
    ['Omar Farah', '2001-08-19'],
    ['Umar Farrah', '2001-08-19'],
  ],
  [
    ['Amina Farah', '2003-08-19'],
    ['Aminah Farah', '2003-08-16'],
  ],
  [
    ['Ahmed Said', '1996-06-06'],
    ['Achmed Saïd', '1996-06-06'],
    ['Ahmet Saied', '1996-06-16'],
  ],
  [
    ['Ahmed Saidi', '1981-09-12'],
    ['Achmed Saïdi', '1981-09-12'],
  ],
  [
    ['Thijs Kuijpers', '1999-02-17'],
    ['Tijs Kuypers', '1999-02-17'],
    ['Thijs Kuipers', '1999-02-11'],
  ],
  [
    ['Gökhan Güneş', '1993-05-31'],
    ['Gokhan Gunes', '1993-05-31'],
    ['Gökhan Gunesh', '1993-03-31'],
  ],
];

/** Written after the thresholds were set, and never used to set them. */
export const others: typeof people = [
  [
    ['Abdullah Yilmaz', '1997-05-06'],
    ['Abdoellah Yılmaz', '1997-05-06'],
    ['Abdallah Yilmas', '1997-06-05'],
  ],
  [
    ['Noureddine Aït Benhaddou', '1988-09-19'],
    ['Nordin Ait Ben Haddou', '1988-09-19'],
    ['Noureddin Benhaddou', '1988-09-18'],
  ],
  [
    ['Zakaria Boukhari', '2004-12-01'],
    ['Zakariya el Boukhari', '2004-12-01'],
    ['Zacharia Bouchari', '2004-01-12'],
  ],
  [
    ['Wouter van ’t Hoff', '1994-03-14'],
    ["Wouter van 't Hof", '1994-03-14'],
    ['Hoff, Wouter', '1994-03-15'],
  ],
  [
    ['Emre Doğan', '2002-02-20'],
    ['Emre Dogan', '2002-02-20'],
    ['Emre Doğan', '2002-02-26'],
    ['Dogan Emre', null],
  ],
  [
    ['Emine Doğan', '1976-08-03'],
    ['Emine Dogan', '1976-03-08'],
  ],
  [
    ['Sjoerd Dijkstra', '1998-11-29'],
    ['Sjoert Dykstra', '1998-11-29'],
    ['Sjoerd Dijkstra', '1998-11-28'],
  ],
  [
    ['Ilyas Ouali', '2005-07-17'],
    ['Ilias el Ouali', '2005-07-17'],
    ['Elias Wali', '2005-07-17'],
  ],
  [
    ['Soufiane Tahiri', '2001-10-10'],
    ['Sofian Tahiri', '2001-10-10'],
    ['Sufyan Tahiry', '2001-10-01'],
  ],
  [
    ['Anne-Marie Janssen', '1969-04-18'],
    ['Annemarie Jansen', '1969-04-18'],
    ['Anne Marie Janssens', '1969-04-19'],
  ],
  [
    ['Peter Janssen', '1984-04-18'],
    ['Pieter Jansen', '1984-04-18'],
  ],
  [
    ['Zeynep Şen', '2000-09-09'],
    ['Zeinep Sen', '2000-09-09'],
  ],
  [
    ['Hicham Bensalah', '1990-06-28'],
    ['Hisham Ben Salah', '1990-06-28'],
    ['Hichem Bensaleh', '1990-08-26'],
  ],
  [
    ['Dirk Jacobs', '1981-12-12'],
    ['Dirk Jakobs', '1981-12-12'],
    ['D. Jacobs', '1981-12-12'],
  ],
  [
    ['Yassine Chakir', '2003-03-03'],
    ['Jassin Shakir', '2003-03-03'],
    ['Yasin Chakier', '2003-03-08'],
  ],
  [
    ['Yasmina Chakir', '2003-08-13'],
    ['Jasmina Shakir', '2003-08-13'],
  ],
];
